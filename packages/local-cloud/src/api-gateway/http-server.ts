import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from './gateway-responses.ts';
import type { RestApi } from './rest-api.ts';

const largestBody = 10 * 1024 * 1024;

export interface HttpServerOptions {
  host: string;
  port: number;
  log(line: string): void;
}

/** The HTTP server in front of the REST API. */
export async function serveRestApi(api: RestApi, { host, port, log }: HttpServerOptions) {
  const server = http.createServer(async (request, response) => {
    try {
      send(response, await answer(api, request));
    } catch (error) {
      log(`API: ${error instanceof Error ? error.stack : error}`);
      if (response.headersSent) response.destroy();
      else send(response, api.refuse('API_CONFIGURATION_ERROR'));
    }
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(api: RestApi, request: http.IncomingMessage): Promise<Reply> {
  const body = await readBody(request);
  if (!body) return api.refuse('REQUEST_TOO_LARGE');
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return api.answer({
    method: request.method ?? 'GET',
    // Requests through a proxy contain the whole URL.
    path: path.replace(/^https?:\/\/[^/]+/, '') || '/',
    query: new URLSearchParams(query),
    rawHeaders: request.rawHeaders,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
  });
}

/** The body, or undefined when it is too long. The rest of a long body is read and dropped. */
async function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= largestBody ? Buffer.concat(chunks) : undefined;
}

function send(response: http.ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
