import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';

export interface EnvironmentData {
  directory: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memory: number;
}

export interface WorkerData extends EnvironmentData {
  /** file URL from which the AWS SDK is found */
  runtime: string;
}

export interface InvocationMessage {
  requestId: string;
  event: string;
  /** milliseconds since the epoch */
  deadline: number;
}

export interface WorkerReply {
  requestId: string;
  payload: string;
  failed: boolean;
}
type StartReply = { ready: true } | { ready: false; payload: string };

/** What an invocation came to. `failed` is AWS's FunctionError: the payload then describes the error. */
export interface InvocationResult {
  requestId: string;
  payload: string;
  failed: boolean;
}

export interface EnvironmentOptions {
  data: EnvironmentData;
  variables: Record<string, string>;
  timeout: number;
  onLine(line: string): void;
}

const crash = (errorType: string, errorMessage: string): string =>
  JSON.stringify({ errorType, errorMessage });

// A worker that is a .ts file loads the compiler first: measured 25 MB and 50 ms each, against 14 MB and 28 ms.
const workerCode = stripTypeScriptTypes(readFileSync(new URL('./worker.ts', import.meta.url), 'utf8'));
const workerUrl = new URL(`data:text/javascript;base64,${Buffer.from(workerCode).toString('base64')}`);

/** One execution environment: a worker thread with its own modules and variables, one event at a time. */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #worker: Worker;
  readonly #started: Promise<StartReply>;
  readonly #died: Promise<{ reason: string; type: string }>;
  /** milliseconds since the epoch */
  idleSince = Date.now();
  alive = true;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    const { data } = options;
    this.#worker = new Worker(workerUrl, {
      env: options.variables,
      workerData: { ...data, runtime: import.meta.url },
      stdout: true,
      stderr: true,
      // At least 128 MB: the smallest functions have that, and below it V8 can't load the SDK.
      resourceLimits: { maxOldGenerationSizeMb: Math.max(128, data.memory) },
    });
    eachLine(this.#worker.stdout, options.onLine);
    eachLine(this.#worker.stderr, options.onLine);
    this.#started = new Promise((resolve) => this.#worker.once('message', resolve));
    this.#died = new Promise((resolve) => {
      this.#worker.once('error', (error: unknown) => {
        options.onLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
        resolve({
          type: 'Runtime.Unhandled',
          reason: error instanceof Error ? error.message : String(error),
        });
      });
      this.#worker.once('exit', (code) => {
        this.alive = false;
        resolve({ type: 'Runtime.ExitError', reason: `Runtime exited with error: exit status ${code}` });
      });
    });
  }

  /** Runs one event. The environment is of no more use when it is not alive afterwards. */
  async run(event: string): Promise<InvocationResult> {
    const requestId = randomUUID();
    const died = this.#died.then(({ type, reason }) => this.#lost(requestId, type, `Error: ${reason}`));
    const start = await Promise.race([this.#started, died]);
    if (!('ready' in start)) return start;
    if (!start.ready) {
      await this.kill();
      return { requestId, payload: start.payload, failed: true };
    }
    const timeout = this.#options.timeout;
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const answered = (reply: WorkerReply): void => {
      if (reply.requestId === requestId) resolve(reply);
    };
    const timer = setTimeout(() => {
      resolve(
        this.#lost(
          requestId,
          'Sandbox.Timedout',
          `Error: Task timed out after ${(timeout / 1000).toFixed(2)} seconds`,
        ),
      );
      void this.kill();
    }, timeout);
    this.#worker.on('message', answered);
    this.#worker.postMessage({
      requestId,
      event,
      deadline: Date.now() + timeout,
    } satisfies InvocationMessage);
    const result = await Promise.race([promise, died]);
    clearTimeout(timer);
    this.#worker.off('message', answered);
    this.idleSince = Date.now();
    return result;
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #lost(requestId: string, type: string, reason: string): InvocationResult {
    return { requestId, payload: crash(type, `RequestId: ${requestId} ${reason}`), failed: true };
  }
}

function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) take(line);
  });
  stream.on('end', () => rest && take(rest));
}
