import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context, EventBridgeEvent } from 'aws-lambda';
import { eventBatch, idempotencyKey, postEventsRoute, singleEvent } from '../../events/http/event-routes.ts';
import {
  idempotencyKeyHours,
  maxBatchBytes,
  maxBatchEvents,
  maxIdempotencyKeyLength,
} from '../../events/limits.ts';
import {
  anyPartner,
  forPartner,
  type PartnerDeps,
  type RouteHandler,
  router,
} from '../access/for-partner.ts';
import type { PartnerAccess, PartnerDirectory } from '../access/partner-access.ts';
import { header, json, type Problem, problem } from '../platform/http.ts';
import type { OutcomeBus } from '../posting/outcomes.ts';
import {
  type AcceptDeps,
  type AcceptRow,
  acceptEvents,
  isTaken,
  rowAnswer,
  titles,
} from './accept-events.ts';

type Body = { events: unknown[]; batch: boolean } | { problem: Problem };

/** 202 when all events are taken in, 207 with a row per event when some of a batch are not. */
const postEvents = async (
  request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>,
  access: PartnerAccess,
  deps: AcceptDeps,
): Promise<APIGatewayProxyResult> => {
  const body = readBody(request);
  if ('problem' in body) return problem(body.problem);
  const rows = await acceptEvents(body.events, access, deps);
  const [first] = rows;
  if (!body.batch && first && !isTaken(first)) return problem(problemOf(first));
  return json(rows.every(isTaken) ? 202 : 207, { events: rows.map(rowAnswer) });
};

const readBody = (request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>): Body => {
  const contentType = (header(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== singleEvent && contentType !== eventBatch)
    return fault(415, 'Unsupported Media Type', `content-type must be ${singleEvent} or ${eventBatch}`);
  const text = request.isBase64Encoded
    ? Buffer.from(request.body ?? '', 'base64').toString()
    : (request.body ?? '');
  if (Buffer.byteLength(text) > maxBatchBytes)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchBytes} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fault(400, 'Bad Request', 'the body is not JSON');
  }
  if (contentType === singleEvent) return { events: [parsed], batch: false };
  if (!Array.isArray(parsed) || parsed.length === 0)
    return fault(400, 'Bad Request', 'the body must be a JSON array of at least one event');
  if (parsed.length > maxBatchEvents)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchEvents} events`);
  return { events: parsed, batch: true };
};

const fault = (status: number, title: string, detail: string): Body => ({
  problem: { status, title, detail },
});

const problemOf = (row: AcceptRow): Problem =>
  row.status === 'rejected'
    ? { status: row.httpStatus, title: titles[row.httpStatus], errors: row.errors }
    : {
        status: 409,
        title: 'Conflict',
        detail: 'an event with this source and id was accepted before, with other content',
      };

/** An event from the bus: `detail` is the CloudEvent, `account` and `source` name the partner. */
export type BusEvent = EventBridgeEvent<string, unknown>;

export const isBusEvent = (input: object): input is BusEvent => 'detail-type' in input && 'detail' in input;

/**
 * The bus cannot be answered, so an event that is not taken in is published as `event.rejected` for its sender to see.
 * Throws when the gateway itself fails: the bus then delivers the event again, and a recorded event counts once.
 */
export const takeFromBus = async (
  input: BusEvent,
  directory: PartnerDirectory,
  outcomes: OutcomeBus,
  deps: AcceptDeps,
): Promise<void> => {
  const access = await directory(`bus.${input.account}.${input.source}`);
  if (!access) {
    const errors = [{ pointer: '', rule: 'unknown-partner', detail: 'this bus source is not a partner' }];
    await outcomes.rejected({ partner: input.source, status: 403, errors });
    return;
  }
  const [row] = await acceptEvents([input.detail], access, deps);
  if (row?.status === 'rejected') {
    const { status: _, httpStatus, ...rest } = row;
    await outcomes.rejected({ partner: access.partner, status: httpStatus, ...rest });
  }
  if (row?.status === 'conflict')
    await outcomes.rejected({
      partner: access.partner,
      status: 409,
      id: row.id,
      source: row.source,
      errors: [{ pointer: '/id', rule: 'conflict', detail: 'was accepted before with other content' }],
    });
};

/**
 * Answers a repeated `Idempotency-Key` of one partner with the first answer, without running `call` again.
 * 409 while the first call is still running, 422 when the key comes with another body.
 */
const onceByKey = async (
  store: BasePersistenceLayer,
  key: string,
  partner: string,
  body: string,
  context: Context,
  call: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> => {
  if (!idempotencyKey.safeParse(key).success)
    return problem({
      status: 400,
      title: 'Bad Request',
      detail: `Idempotency-Key must be 1 to ${maxIdempotencyKeyLength} visible ASCII characters`,
    });
  const config = new IdempotencyConfig({
    eventKeyJmesPath: '[partner, key]',
    payloadValidationJmesPath: 'body',
    expiresAfterSeconds: idempotencyKeyHours * 3600,
  });
  // Without the function's remaining time, a call whose function died would count as still running for a day.
  config.registerLambdaContext(context);
  const run = makeIdempotent((_request: object) => call(), {
    persistenceStore: store,
    keyPrefix: 'accept',
    config,
  });
  try {
    // Frozen: the released version of the library computes the key from its input again after the call.
    return (await run(Object.freeze({ partner, key, body }))) as APIGatewayProxyResult;
  } catch (error) {
    if (error instanceof IdempotencyAlreadyInProgressError)
      return problem(
        { status: 409, title: 'Conflict', detail: 'a call with this Idempotency-Key is still running' },
        { 'retry-after': '2' },
      );
    if (error instanceof IdempotencyValidationError)
      return problem({
        status: 422,
        title: 'Unprocessable Content',
        detail: 'this Idempotency-Key came with another body before',
      });
    throw error;
  }
};

export interface HandlerDeps extends AcceptDeps, PartnerDeps {
  outcomes: OutcomeBus;
  idempotency: BasePersistenceLayer;
}

export const acceptHandlers: readonly RouteHandler<HandlerDeps & { context: Context }>[] = [
  forPartner(postEventsRoute, anyPartner, ({ request, admitted: access }, deps) => {
    const call = () => postEvents(request, access, deps);
    const key = header(request.headers, 'idempotency-key');
    if (key === undefined) return call();
    return onceByKey(deps.idempotency, key, access.partner, request.body ?? '', deps.context, call);
  }),
];

const answer = router('accept', acceptHandlers);

/** Events by HTTP and events from the bus take one path; only the sender's identity and the answer differ. */
export const handle = async (
  input: APIGatewayProxyEvent | BusEvent,
  context: Context,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult | undefined> => {
  if (!isBusEvent(input)) return answer(input, { ...deps, context });
  await takeFromBus(input, deps.directory, deps.outcomes, deps);
  return undefined;
};
