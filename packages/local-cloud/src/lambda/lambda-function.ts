import { AwsError } from '../aws-error.ts';
import { type EnvironmentOptions, ExecutionEnvironment, type InvocationResult } from './environment.ts';

export interface FunctionOptions extends Omit<EnvironmentOptions, 'onLine'> {
  name: string;
  arn: string;
  /** how many environments may run at once: AWS's reserved concurrency, beyond which it throttles */
  reserved: number | undefined;
  /** how many this machine runs at once; further invocations wait their turn */
  atOnce: number;
  onLine(line: string): void;
}

/** A function and its execution environments: started when needed, kept warm, thrown away after a crash. */
export class LambdaFunction {
  readonly options: FunctionOptions;
  #idle: ExecutionEnvironment[] = [];
  readonly #busy = new Set<ExecutionEnvironment>();
  #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(options: FunctionOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  get idle(): readonly ExecutionEnvironment[] {
    return this.#idle;
  }

  get busy(): number {
    return this.#busy.size;
  }

  /** Runs an event as a caller who would be throttled; event sources wait instead and use `run`. */
  async invoke(event: string): Promise<InvocationResult> {
    const { reserved, name } = this.options;
    if (reserved !== undefined && this.#busy.size + this.#waiting.length >= reserved)
      throw new AwsError('TooManyRequestsException', `Rate Exceeded: ${name} runs ${reserved} at once`, {
        status: 429,
      });
    return this.run(event);
  }

  async run(event: string): Promise<InvocationResult> {
    const limit = Math.min(this.options.atOnce, this.options.reserved ?? Number.POSITIVE_INFINITY);
    while (this.#busy.size >= limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#stopped) throw new AwsError('ServiceException', 'the local cloud is stopping', { status: 500 });
    const environment = this.#idle.pop() ?? new ExecutionEnvironment(this.options);
    this.#busy.add(environment);
    try {
      return await environment.run(event);
    } finally {
      this.#busy.delete(environment);
      if (environment.alive && !this.#stopped) this.#idle.push(environment);
      this.#waiting.shift()?.();
    }
  }

  /** Ends an environment abruptly, a working one if there is any. */
  async kill(): Promise<boolean> {
    const [victim] = [...this.#busy, ...this.#idle];
    if (!victim) return false;
    this.#forget(victim);
    await victim.kill();
    return true;
  }

  async retire(environment: ExecutionEnvironment): Promise<void> {
    this.#forget(environment);
    await environment.kill();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const resume of this.#waiting.splice(0)) resume();
    await Promise.all([...this.#busy, ...this.#idle].map((environment) => environment.kill()));
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#idle = this.#idle.filter((other) => other !== environment);
  }
}
