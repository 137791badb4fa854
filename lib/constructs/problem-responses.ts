import { type GatewayResponseOptions, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { eventBatch, singleEvent } from '../../events/http/event-routes.ts';
import { inBytes, maxBatchBytes, maxBatchEvents, maxDocumentBytes } from '../../events/limits.ts';

const problem = (
  status: number,
  title: string,
  detail: string,
  retryAfter?: number,
): GatewayResponseOptions => ({
  type: ResponseType.DEFAULT_4XX,
  statusCode: String(status),
  templates: {
    // API Gateway selects a template by the caller's Accept header. This is its only fallback.
    'application/json': JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail,
      requestId: '$context.requestId',
    }),
  },
  responseHeaders: {
    // Values are mapping expressions: a literal needs single quotes.
    'Content-Type': "'application/problem+json'",
    ...(retryAfter === undefined ? {} : { 'Retry-After': `'${retryAfter}'` }),
  },
});

const noKey = problem(401, 'Unauthorized', 'Send your API key in the x-api-key header.');

/** Answers of API Gateway itself, before any function runs, as problem details of RFC 9457. */
const answers: [ResponseType, GatewayResponseOptions][] = [
  [ResponseType.INVALID_API_KEY, noKey],
  [ResponseType.UNAUTHORIZED, noKey],
  // A REST API's answer for an unknown route.
  [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    problem(404, 'Not Found', 'There is nothing at this path, or not with this method. See /openapi.json.'),
  ],
  [
    ResponseType.RESOURCE_NOT_FOUND,
    problem(404, 'Not Found', 'There is nothing at this path. See /openapi.json.'),
  ],
  [ResponseType.ACCESS_DENIED, problem(403, 'Forbidden', 'Your key does not reach this.')],
  [ResponseType.WAF_FILTERED, problem(403, 'Forbidden', 'The firewall of this API refused the call.')],
  [
    ResponseType.REQUEST_TOO_LARGE,
    problem(
      413,
      'Content Too Large',
      `Send at most ${maxBatchEvents} events and ${inBytes(maxBatchBytes)} in one call, or a document of at most ${inBytes(maxDocumentBytes)}.`,
    ),
  ],
  [
    ResponseType.UNSUPPORTED_MEDIA_TYPE,
    problem(415, 'Unsupported Media Type', `Send ${singleEvent} or ${eventBatch}.`),
  ],
  [ResponseType.THROTTLED, problem(429, 'Too Many Requests', 'Slow down and send this call again.', 1)],
  // Quotas are per day or longer. After an hour a polite client tries again.
  [
    ResponseType.QUOTA_EXCEEDED,
    problem(429, 'Too Many Requests', 'Your quota for this period is used up.', 3600),
  ],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    problem(
      504,
      'Gateway Timeout',
      'No answer in time. Send the same event again: nothing is booked twice.',
      5,
    ),
  ],
  [
    ResponseType.INTEGRATION_FAILURE,
    problem(
      502,
      'Bad Gateway',
      'That went wrong here. Send the same event again: nothing is booked twice.',
      5,
    ),
  ],
  [
    ResponseType.DEFAULT_4XX,
    problem(400, 'Bad Request', 'This request cannot be understood. See /openapi.json.'),
  ],
  [
    ResponseType.DEFAULT_5XX,
    problem(
      500,
      'Internal Server Error',
      'That went wrong here. Send the same event again: nothing is booked twice.',
      5,
    ),
  ],
];

/** Sets the answers of an API. */
export const answerProblems = (api: RestApi): void => {
  for (const [type, answer] of answers) api.addGatewayResponse(type.responseType, { ...answer, type });
};
