import type { AwsRequest, RawService } from '../aws-endpoint.ts';
import { AwsError, sendJson } from '../aws-endpoint.ts';
import type { EventSourceMapping, EventSourceMappings } from './event-source-mapping.ts';
import type { Functions, LambdaFunction } from './functions.ts';

export interface LambdaApiOptions {
  functions: Functions;
  eventSources: EventSourceMappings;
  invokeLater(functionName: string, event: string): void;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** JSON text as a Buffer, or a value to serialize */
  body?: unknown;
}
type Route = [
  method: string,
  path: RegExp,
  answer: (match: string[], request: AwsRequest) => Answer | Promise<Answer>,
];

const ok = (body: unknown, status = 200): Answer => ({ status, body });

/** The part of Lambda's REST API that functions and operators use. */
export function lambdaApi({ functions, eventSources, invokeLater }: LambdaApiOptions): RawService {
  const routes: Route[] = [
    [
      'POST',
      /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
      ([name = ''], request) => invoke(name, request),
    ],
    [
      'GET',
      /^\/2015-03-31\/functions\/([^/]+)$/,
      ([name = '']) => ok({ Configuration: describe(functions.get(name)) }),
    ],
    [
      'GET',
      /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
      ([name = '']) => ok(describe(functions.get(name))),
    ],
    ['GET', /^\/2015-03-31\/functions\/?$/, () => ok({ Functions: functions.all().map(describe) })],
    ['GET', /^\/2015-03-31\/event-source-mappings\/?$/, (_, { url }) => listMappings(url.searchParams)],
    [
      'GET',
      /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
      ([uuid = '']) => ok(mapping(eventSources.get(uuid))),
    ],
    [
      'PUT',
      /^\/2015-03-31\/event-source-mappings\/([^/]+)$/,
      ([uuid = ''], { body }) => updateMapping(uuid, body),
    ],
  ];

  async function invoke(name: string, { body, headers }: AwsRequest): Promise<Answer> {
    const target = functions.get(name);
    const event = body.length > 0 ? body.toString() : '{}';
    checkEvent(event);
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type === 'DryRun') return { status: 204 };
    if (type === 'Event') {
      invokeLater(target.name, event);
      return { status: 202 };
    }
    const result = await functions.invoke(target.name, event);
    return {
      status: 200,
      headers: {
        'x-amz-executed-version': '$LATEST',
        ...(result.failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
      },
      body: Buffer.from(result.payload),
    };
  }

  function listMappings(query: URLSearchParams): Answer {
    const [functionName, queueArn] = [query.get('FunctionName'), query.get('EventSourceArn')];
    const found = eventSources.find({
      ...(functionName ? { functionName } : {}),
      ...(queueArn ? { queueArn } : {}),
    });
    return ok({ EventSourceMappings: found.map(mapping) });
  }

  function updateMapping(uuid: string, body: Buffer): Answer {
    const { Enabled, ...others } = JSON.parse(body.toString()) as {
      Enabled?: boolean;
      FunctionName?: string;
      UUID?: string;
    };
    const { FunctionName: _, UUID: __, ...unsupported } = others;
    if (Object.keys(unsupported).length > 0)
      throw new AwsError(
        'InvalidParameterValueException',
        `not supported here: ${Object.keys(unsupported).join(', ')}`,
      );
    return ok(
      mapping(Enabled === undefined ? eventSources.get(uuid) : eventSources.enable(uuid, Enabled)),
      202,
    );
  }

  return {
    claims: ({ url }) => url.pathname.startsWith('/2015-03-31/'),
    async answer(request, response) {
      for (const [method, path, answer] of routes) {
        const match = method === request.method && path.exec(request.url.pathname);
        if (!match) continue;
        const { status, headers = {}, body } = await answer(match.slice(1).map(decodeURIComponent), request);
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        if (Buffer.isBuffer(body))
          response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        else sendJson(response, status, body);
        return;
      }
      throw new AwsError(
        'UnknownOperationException',
        `not supported locally: ${request.method} ${request.url.pathname}`,
      );
    },
  };
}

function checkEvent(event: string): void {
  if (Buffer.byteLength(event) > 6_291_456)
    throw new AwsError('RequestTooLargeException', 'Request must be smaller than 6291456 bytes', {
      status: 413,
    });
  try {
    JSON.parse(event);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
}

const describe = ({ options }: LambdaFunction) => ({
  FunctionName: options.name,
  FunctionArn: options.arn,
  Handler: options.data.handler,
  MemorySize: options.data.memory,
  Timeout: options.timeout / 1000,
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Version: '$LATEST',
});

const mapping = ({ options, state, lastModified }: EventSourceMapping) => ({
  UUID: options.uuid,
  EventSourceArn: options.queue.arn,
  FunctionArn: options.functionArn,
  BatchSize: options.batchSize,
  MaximumBatchingWindowInSeconds: 0,
  FunctionResponseTypes: options.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
  ScalingConfig: { MaximumConcurrency: options.maximumConcurrency },
  State: state,
  StateTransitionReason: 'USER_INITIATED',
  LastModified: lastModified / 1000,
});
