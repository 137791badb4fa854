import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  badRequest,
  errorAnswer,
  htmlAnswer,
  jsonAnswer,
  notFound,
  OdooError,
  unauthorized,
} from './errors.ts';
import { cannedAnswer, type FaultPlan } from './faults.ts';

/** What a call names in its path and body. */
export interface Call {
  model: string;
  method: string;
  parameters: Record<string, unknown>;
}

/** How often the gateway came by, counted when a call arrives. */
export interface Traffic {
  /** JSON-2 calls of any kind */
  calls: number;
  /** calls of the posting action among them */
  postings: number;
}

interface Serving {
  database: string;
  isKey(key: string): boolean;
  faults: FaultPlan;
  traffic: Traffic;
  latencyMs: number;
  /** `crashAfter`: throw after so many events of the batch */
  execute(call: Call, crashAfter: number | undefined): unknown;
}

export async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const [, root, , model, method] = path.split('/');
  if (root !== 'json') return send(response, publicPage(path));

  const posting = model === 'ir.actions.server' && method === 'run';
  serving.traffic.calls += 1;
  if (posting) serving.traffic.postings += 1;
  const fault = serving.faults.meet(posting);
  const body = await readAll(request);
  if (fault?.kind === 'hold') await fault.until;
  if (fault?.kind === 'lose-request') return void response.destroy();
  if (fault?.kind === 'answer') return send(response, cannedAnswer(fault.with));
  const answer = answerOf(
    serving,
    request,
    path,
    body,
    fault?.kind === 'crash' ? fault.afterEvents : undefined,
  );
  if (serving.latencyMs > 0) await wait(serving.latencyMs);
  if (fault?.kind === 'delay') await wait(fault.ms);
  if (fault?.kind === 'lose-answer') {
    return fault.how === 'bad-gateway'
      ? send(response, cannedAnswer('bad-gateway'))
      : void response.destroy();
  }
  send(response, answer);
}

function publicPage(path: string): Answer {
  if (path === '/web/version') {
    return jsonAnswer({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' });
  }
  if (path === '/web/health') return jsonAnswer({ status: 'pass' });
  return htmlAnswer(404, 'Not Found', 'The requested URL was not found on the server.');
}

/** Checks in Odoo's order: content type, database, path, key, body. Never throws. */
function answerOf(
  serving: Serving,
  request: IncomingMessage,
  path: string,
  body: string,
  crashAfter: number | undefined,
): Answer {
  const database = request.headers['x-odoo-database'];
  if (database !== undefined && database !== serving.database) {
    return htmlAnswer(404, 'Not Found', 'No database is selected and the requested URL was not found.');
  }
  try {
    const [, , version, model, method, ...rest] = path.split('/');
    if (request.method !== 'POST' || version !== '2' || !model || !method || rest.length > 0) {
      throw notFound('Did you mean POST /json/2/<model>/<method>?');
    }
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return htmlAnswer(
        415,
        'Unsupported Media Type',
        'Please verify the Content-Type request header and try again.',
      );
    }
    const key = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.');
    }
    if (!serving.isKey(key)) throw unauthorized();
    return jsonAnswer(serving.execute({ model, method, parameters: parse(body) }, crashAfter));
  } catch (error) {
    if (error instanceof OdooError) return errorAnswer(error);
    const reason = error instanceof Error ? error.message : String(error);
    return errorAnswer(new OdooError(500, 'builtins.ValueError', reason));
  }
}

function parse(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw badRequest('could not parse the body as json: Expecting value: line 1 column 1 (char 0)');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('could not parse the body as json: must be an object');
  }
  return value as Record<string, unknown>;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

interface Listener {
  readonly url: string;
  /** Stops listening and breaks what is under way; connecting is refused from then on. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
}

/** Listens on the loopback interface only. Port 0 picks a free one, which is then kept over `down` and `up`. */
export async function listen(
  port: number,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  let server: Server | undefined;
  let kept = port;
  const up = async (): Promise<void> => {
    if (server !== undefined) return;
    const starting = createServer(serve);
    await new Promise<void>((resolve, reject) => {
      starting.once('error', reject);
      starting.listen(kept, '127.0.0.1', resolve);
    });
    kept = (starting.address() as AddressInfo).port;
    server = starting;
  };
  await up();
  return {
    url: `http://127.0.0.1:${kept}`,
    up,
    down: async () => {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
  };
}
