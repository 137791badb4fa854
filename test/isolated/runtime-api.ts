import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const version = '/2018-06-01/runtime';

interface Invocation {
  id: string;
  event: string;
  deadline: number;
  settle(answer: RuntimeAnswer): void;
}

/** What a function answered: its result, or the error that it reported. */
export type RuntimeAnswer = { ok: true; result: unknown } | { ok: false; error: unknown };

/** Lambda's Runtime API for one process, as AWS documents it: the process fetches events and posts answers. */
export class RuntimeApi {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #ready = Promise.withResolvers<void>();
  #invocation: Invocation | undefined;
  #waiting: ServerResponse | undefined;
  /** the error that the process reported instead of starting */
  initError: unknown;

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** host and port, as in AWS_LAMBDA_RUNTIME_API */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the process asks for its first event, or has reported why it does not start. */
  get started(): Promise<void> {
    return this.#ready.promise;
  }

  invoke(event: unknown, timeoutMs: number): Promise<RuntimeAnswer> {
    const { promise, resolve } = Promise.withResolvers<RuntimeAnswer>();
    const deadline = Date.now() + timeoutMs;
    this.#invocation = { id: randomUUID(), event: JSON.stringify(event), deadline, settle: resolve };
    this.#hand();
    const timer = setTimeout(
      () => resolve({ ok: false, error: `no answer within ${timeoutMs} ms` }),
      timeoutMs,
    );
    return promise.finally(() => clearTimeout(timer));
  }

  close(): void {
    this.#waiting?.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace(version, '') ?? '';
    if (request.method === 'GET' && path === '/invocation/next') {
      this.#waiting = response;
      this.#ready.resolve();
      this.#hand();
      return;
    }
    const body = await bodyOf(request);
    response.writeHead(202).end();
    if (path === '/init/error') {
      this.initError = body;
      this.#ready.resolve();
    } else if (path === `/invocation/${this.#invocation?.id}/response`)
      this.#settle({ ok: true, result: body });
    else if (path === `/invocation/${this.#invocation?.id}/error`) this.#settle({ ok: false, error: body });
  }

  #hand(): void {
    if (!this.#waiting || !this.#invocation) return;
    const { id, event, deadline } = this.#invocation;
    this.#waiting
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:000000000000:function:isolated',
        'lambda-runtime-trace-id':
          'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
      })
      .end(event);
    this.#waiting = undefined;
  }

  #settle(answer: RuntimeAnswer): void {
    const invocation = this.#invocation;
    this.#invocation = undefined;
    invocation?.settle(answer);
  }
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
};
