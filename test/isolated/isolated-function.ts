import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RuntimeAnswer, RuntimeApi } from './runtime-api.ts';

export interface FunctionToIsolate {
  name: string;
  /** folder of its archive */
  code: string;
  handler: string;
  /** MB */
  memory: number;
  variables: Readonly<Record<string, string>>;
}

/**
 * One function in a process of its own, behind the Runtime API, in a folder with nothing but its archive. Node's permission
 * model refuses every read outside of the folder, so what the archive lacks is nowhere.
 */
export class IsolatedFunction {
  readonly #api = new RuntimeApi();
  readonly #folder = mkdtempSync(join(tmpdir(), 'isolated-'));
  readonly #what: FunctionToIsolate;
  #process: ChildProcess | undefined;
  /** what it wrote to stdout and stderr */
  output = '';

  constructor(what: FunctionToIsolate) {
    this.#what = what;
    cpSync(what.code, join(this.#folder, 'task'), { recursive: true, dereference: true });
    copyFileSync(join(import.meta.dirname, 'bootstrap.mjs'), join(this.#folder, 'bootstrap.mjs'));
  }

  /** Starts it. Returns milliseconds until it asks for its first event. Throws what it says when it does not start. */
  async start(): Promise<number> {
    await this.#api.listen();
    const { name, handler, memory, variables } = this.#what;
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [
        '--permission',
        `--allow-fs-read=${this.#folder}`,
        `--max-old-space-size=${memory}`,
        join(this.#folder, 'bootstrap.mjs'),
      ],
      {
        cwd: this.#folder,
        env: {
          ...variables,
          AWS_LAMBDA_RUNTIME_API: this.#api.address,
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
          LAMBDA_TASK_ROOT: join(this.#folder, 'task'),
          _HANDLER: handler,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#process = child;
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    await Promise.race([this.#api.started, once(child, 'exit')]);
    if (this.#api.initError !== undefined || child.exitCode !== null)
      throw new Error(`${name} does not start: ${JSON.stringify(this.#api.initError)}\n${this.output}`);
    return performance.now() - began;
  }

  invoke(event: unknown, timeoutMs = 30_000): Promise<RuntimeAnswer> {
    return this.#api.invoke(event, timeoutMs);
  }

  /** The most memory that it has held so far. */
  peakMebibytes(): number {
    const status = readFileSync(`/proc/${this.#process?.pid}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
  }

  /** Lambda's SHUTDOWN: SIGTERM, and two seconds later SIGKILL. Returns the exit code; null when it had to be killed. */
  async shutDown(): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return child?.exitCode ?? 0;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
    const [code] = (await ended) as [number | null];
    clearTimeout(timer);
    return code;
  }

  async remove(): Promise<void> {
    await this.shutDown();
    this.#api.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
