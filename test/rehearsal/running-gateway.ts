import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../faults/until.ts';

/** The local gateway of a checkout, as its own process, on a port and a data folder that its successor takes over. */
export class RunningGateway {
  readonly #settings: NodeJS.ProcessEnv;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #checkout = '';
  #output = '';

  constructor(dataFolder: string, port: number, settings: NodeJS.ProcessEnv = process.env) {
    this.#port = port;
    this.#settings = { ...settings, LOCAL_DATA: dataFolder, PORT: String(port) };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Keys by partner, as the start prints them. They stay the same as long as the data folder does. */
  get keys(): Record<string, string> {
    return Object.fromEntries(
      [...this.#output.matchAll(/^ {2}([a-z-]+) +([\w-]{40})$/gm)].map(([, partner = '', key = '']) => [
        partner,
        key,
      ]),
    );
  }

  async start(checkout: string): Promise<void> {
    this.#checkout = checkout;
    this.#output = '';
    const started = spawn(process.execPath, ['local/start.ts', '--no-sample'], {
      cwd: checkout,
      env: this.#settings,
    });
    this.#process = started;
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk;
      });
    await until('the gateway runs', () => this.#output.includes('Stop with Ctrl-C'), {
      atMostMs: 240_000,
      currentState: () => this.#output,
    });
  }

  /** Ends it in the middle of its work, as a function ends when its version is replaced. */
  async kill(): Promise<void> {
    if (this.#process?.exitCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  /** The output of an operator's command of the checkout that runs. */
  operate(...args: string[]): string {
    return execFileSync(process.execPath, ['scripts/operate.ts', ...args], {
      cwd: this.#checkout,
      env: this.#settings,
      encoding: 'utf8',
    });
  }
}
