import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** An error answer of an AWS service. The SDK puts its code into `error.name`. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** SQS errors have a second, older name, which the SDK reads from a header */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: { status?: number; queryCode?: string } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}

export interface AwsRequest {
  method: string;
  /** path and query */
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** aborted when the caller hangs up, so that a long poll does not receive messages for a closed connection */
  signal: AbortSignal;
}

/** Operations of one service by name. Each takes the JSON input and returns the JSON answer. */
// biome-ignore lint/suspicious/noExplicitAny: every operation states the input it takes, as the SDK types it
export type Operations = Record<string, (input: any, request: AwsRequest) => unknown>;

/** A service with another protocol than JSON by X-Amz-Target. It writes the HTTP answer itself. */
export interface RawService {
  claims(request: AwsRequest): boolean;
  answer(request: AwsRequest, response: http.ServerResponse): void | Promise<void>;
}

export interface AwsEndpoint {
  url: string;
  /** Sets the services. They need the endpoint's URL, so they are created after it. */
  use(services: Record<string, Operations>, raw?: RawService[]): void;
  stop(): Promise<void>;
}

/**
 * One address on 127.0.0.1 for all services. A raw service takes the requests that it claims. For other requests
 * X-Amz-Target selects the service.
 */
export async function serveAws(
  options: { port?: number; log?: (line: string) => void } = {},
): Promise<AwsEndpoint> {
  let services: Record<string, Operations> = {};
  let raw: RawService[] = [];
  const server = http.createServer(async (incoming, response) => {
    try {
      const request = await read(incoming, response);
      const service = raw.find((candidate) => candidate.claims(request));
      if (service) await service.answer(request, response);
      else sendJson(response, 200, await call(services, request), request.headers['content-type']);
    } catch (error) {
      sendError(response, error, options.log);
    }
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(newServices, newRaw = []) {
      services = newServices;
      raw = newRaw;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<AwsRequest> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://aws.local'),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    signal: gone.signal,
  };
}

function call(services: Record<string, Operations>, request: AwsRequest): unknown {
  const [prefix, name] = String(request.headers['x-amz-target'] ?? '').split('.');
  const operation = services[prefix ?? '']?.[name ?? ''];
  if (!operation)
    throw new AwsError(
      'UnknownOperationException',
      `not supported locally: ${request.headers['x-amz-target'] ?? `${request.method} ${request.url.pathname}`}`,
    );
  return operation(request.body.length > 0 ? JSON.parse(request.body.toString()) : {}, request);
}

export function sendJson(
  response: http.ServerResponse,
  status: number,
  answer: unknown,
  contentType?: string,
): void {
  const body = Buffer.from(answer === undefined ? '' : JSON.stringify(answer));
  response.writeHead(status, {
    'content-type': contentType ?? 'application/json',
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

export function sendError(response: http.ServerResponse, error: unknown, log?: (line: string) => void): void {
  const known = error instanceof AwsError;
  if (!known) log?.(`local AWS endpoint: ${error instanceof Error ? error.stack : error}`);
  const { code, message, status } = known
    ? error
    : {
        code: 'InternalFailure',
        message: error instanceof Error ? error.message : String(error),
        status: 500,
      };
  if (response.headersSent) return void response.destroy();
  response.setHeader('x-amzn-errortype', code);
  if (known && error.queryCode) response.setHeader('x-amzn-query-error', `${error.queryCode};Sender`);
  sendJson(response, status, { __type: code, message, Message: message });
}
