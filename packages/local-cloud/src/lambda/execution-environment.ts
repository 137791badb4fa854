import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';

export interface EnvironmentData {
  directory: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memory: number;
}

export interface InvocationMessage {
  requestId: string;
  event: string;
  /** milliseconds since the epoch */
  deadline: number;
}

/** The result of an invocation. When `failed` is true (AWS's FunctionError), the payload describes the error. */
export interface InvocationResult {
  requestId: string;
  payload: string;
  failed: boolean;
}
type StartReply = { ready: true } | { ready: false; payload: string };

export interface EnvironmentOptions {
  data: EnvironmentData;
  variables: Record<string, string>;
  /** milliseconds */
  timeout: number;
  onLine(line: string): void;
}

interface Invocation {
  message: Omit<InvocationMessage, 'deadline'>;
  timer: NodeJS.Timeout;
  settle(result: InvocationResult): void;
}

const startTimeout = 10_000;
const largestAnswer = 6_291_556;

/** One execution environment: a worker thread with its own modules and variables. It handles one event at a time. */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #worker: Worker;
  #ready = false;
  #current: Invocation | undefined;
  #exit: { type: string; reason: string } | undefined;
  /** milliseconds since the epoch */
  idleSince = Date.now();

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    const { data, variables, onLine } = options;
    this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      env: variables,
      workerData: data,
      stdout: true,
      stderr: true,
      // V8 cannot load the AWS SDK with less than 128 MB. Measured: a worker needs 36 MB with a small young generation
      // and 42 MB with V8's default, and is as fast.
      resourceLimits: { maxOldGenerationSizeMb: Math.max(128, data.memory), maxYoungGenerationSizeMb: 4 },
    });
    eachLine(this.#worker.stdout, onLine);
    eachLine(this.#worker.stderr, onLine);
    this.#worker.on('message', (reply: StartReply | InvocationResult) => this.#onMessage(reply));
    this.#worker.once('error', (error: unknown) => {
      const { message, stack } =
        error instanceof Error ? error : { message: String(error), stack: undefined };
      onLine(stack ?? message);
      this.#ended('Runtime.Unhandled', `Error: ${message}`);
    });
    this.#worker.once('exit', (code) =>
      this.#ended('Runtime.ExitError', `Error: Runtime exited with error: exit status ${code}`),
    );
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  /** Runs one event. The environment cannot be used again when `alive` is false afterwards. */
  async run(event: string): Promise<InvocationResult> {
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const requestId = randomUUID();
    this.#current = { message: { requestId, event }, timer: this.#deadline(startTimeout), settle: resolve };
    if (this.#exit) this.#failCurrent(this.#exit.type, this.#exit.reason);
    else if (this.#ready) this.#post();
    const result = await promise;
    this.idleSince = Date.now();
    // The Lambda runtime writes uncaught errors to the log, too.
    if (result.failed) this.#options.onLine(`${requestId} ERROR Invoke Error ${result.payload}`);
    return result;
  }

  /** Ends the worker at once, also during an invocation. */
  async kill(): Promise<void> {
    this.#exit ??= { type: 'Runtime.ExitError', reason: 'Error: Runtime exited with error: signal: killed' };
    await this.#worker.terminate();
    this.#failCurrent(this.#exit.type, this.#exit.reason);
  }

  #onMessage(reply: StartReply | InvocationResult): void {
    if (!('ready' in reply)) {
      if (reply.requestId === this.#current?.message.requestId) this.#settle(withinLimit(reply));
    } else if (reply.ready) {
      this.#ready = true;
      this.#post();
    } else {
      // The handler does not load: every event fails until the code changes.
      const requestId = this.#current?.message.requestId ?? randomUUID();
      this.#settle({ requestId, payload: reply.payload, failed: true });
      void this.kill();
    }
  }

  #post(): void {
    if (!this.#current) return;
    const { timeout } = this.#options;
    clearTimeout(this.#current.timer);
    this.#current.timer = this.#deadline(timeout);
    const message: InvocationMessage = { ...this.#current.message, deadline: Date.now() + timeout };
    this.#worker.postMessage(message);
  }

  #deadline(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#failCurrent(
        'Sandbox.Timedout',
        `Error: Task timed out after ${(milliseconds / 1000).toFixed(2)} seconds`,
      );
      void this.kill();
    }, milliseconds);
  }

  #ended(type: string, reason: string): void {
    this.#exit ??= { type, reason };
    this.#failCurrent(this.#exit.type, this.#exit.reason);
  }

  #failCurrent(errorType: string, reason: string): void {
    const requestId = this.#current?.message.requestId;
    if (!requestId) return;
    const payload = JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} ${reason}` });
    this.#settle({ requestId, payload, failed: true });
  }

  #settle(result: InvocationResult): void {
    const current = this.#current;
    this.#current = undefined;
    clearTimeout(current?.timer);
    current?.settle(result);
  }
}

function withinLimit(reply: InvocationResult): InvocationResult {
  if (Buffer.byteLength(reply.payload) <= largestAnswer) return reply;
  const payload = JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`,
  });
  return { requestId: reply.requestId, payload, failed: true };
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
