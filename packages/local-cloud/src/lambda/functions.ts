import { z } from 'zod';
import { AwsError } from '../aws-endpoint.ts';
import type { Deployment } from '../template/deployment.ts';
import { label, number, propertySchema, type Resource, readProperties } from '../template/resource.ts';
import { theVersion } from '../template/resource-types.ts';
import {
  type EnvironmentOptions,
  ExecutionEnvironment,
  type InvocationResult,
} from './execution-environment.ts';
import { TaskRoots } from './task-roots.ts';

export const functionProperties = propertySchema(
  {
    FunctionName: z.string().optional(),
    Code: z.object({ S3Key: z.string() }, 'only assets of the assembly can be run'),
    Handler: z.string(),
    Runtime: z.string().regex(/^nodejs/, 'only Node.js functions can be run'),
    PackageType: z.literal('Zip').optional(),
    /** seconds */
    Timeout: number.default(3),
    /** MB */
    MemorySize: number.default(128),
    Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
    ReservedConcurrentExecutions: number.optional(),
    DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  },
  [
    'Architectures',
    'Description',
    'EphemeralStorage',
    'KmsKeyArn',
    'LoggingConfig',
    'RecursiveLoop',
    'Role',
    'RuntimeManagementConfig',
    'Tags',
    'TracingConfig',
  ],
);

export interface FunctionsOptions {
  endpoint: string;
  /** the emulator's own address. Through the common endpoint each call would cost this process a third more CPU. */
  databaseUrl: string;
  /** variables for all functions; they override the template's */
  environment: Record<string, string>;
  /** execution environments of one function that run at once */
  atOnce: number;
  /** idle environments are ended when all functions together have more than this many; each needs about 36 MB */
  keepAtMost: number;
  onLine(functionName: string, line: string): void;
  /** called before each invocation */
  onInvocation(functionName: string, event: string): void;
}

/** The functions of the deployment. */
export class Functions {
  readonly #functions = new Map<string, LambdaFunction>();
  /** as `<function>:<alias>` */
  readonly #aliases = new Set<string>();
  readonly #keepAtMost: number;
  readonly #taskRoots = new TaskRoots();

  constructor(deployment: Deployment, options: FunctionsOptions) {
    this.#keepAtMost = options.keepAtMost;
    for (const resource of deployment.all('AWS::Lambda::Function'))
      this.#functions.set(resource.name, functionOf(resource, options, this.#taskRoots));
    for (const { properties } of deployment.all('AWS::Lambda::Alias'))
      this.#aliases.add(`${nameOf(String(properties.FunctionName))}:${properties.Name}`);
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  has(reference: string): boolean {
    const [name = '', qualifier = '$LATEST'] = nameOf(reference).split(':');
    return (
      this.#functions.has(name) &&
      (['$LATEST', theVersion].includes(qualifier) || this.#aliases.has(`${name}:${qualifier}`))
    );
  }

  /** Finds a function by name or ARN, with or without a version or alias. All of them run the template's code. */
  get(reference: string): LambdaFunction {
    const [name = ''] = nameOf(reference).split(':');
    const found = this.has(reference) ? this.#functions.get(name) : undefined;
    if (!found)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${reference}`, { status: 404 });
    return found;
  }

  async invoke(reference: string, event: string): Promise<InvocationResult> {
    return this.#thenTrim(this.get(reference).invoke(event));
  }

  /** Like `invoke`, but waits where `invoke` would be throttled. */
  async run(reference: string, event: string): Promise<InvocationResult> {
    return this.#thenTrim(this.get(reference).run(event));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((each) => each.stop()));
    this.#taskRoots.remove();
  }

  async #thenTrim(invocation: Promise<InvocationResult>): Promise<InvocationResult> {
    try {
      return await invocation;
    } finally {
      this.#trim();
    }
  }

  #trim(): void {
    const busy = this.all().reduce((sum, each) => sum + each.busy, 0);
    const idle = this.all()
      .flatMap((owner) => owner.idle.map((environment) => ({ owner, environment })))
      .sort((a, b) => a.environment.idleSince - b.environment.idleSince);
    const tooMany = busy + idle.length - this.#keepAtMost;
    for (const { owner, environment } of idle.slice(0, Math.max(0, tooMany))) void owner.retire(environment);
  }
}

/** Name and qualifier of a function, of its name or ARN. */
export const nameOf = (reference: string): string => reference.replace(/^arn:.*:function:/, '');

function functionOf(resource: Resource, options: FunctionsOptions, taskRoots: TaskRoots): LambdaFunction {
  const given = readProperties(functionProperties, resource);
  const asset = resource.stack.assets.get(given.Code.S3Key);
  if (!asset) throw new Error(`${label(resource)}: the assembly has no asset ${given.Code.S3Key}`);
  const directory = taskRoots.copyOf(asset);
  const variables = { ...given.Environment?.Variables, ...options.environment };
  return new LambdaFunction({
    name: resource.name,
    arn: resource.arn,
    data: {
      directory,
      handler: given.Handler,
      functionName: resource.name,
      functionArn: resource.arn,
      memory: given.MemorySize,
    },
    variables: {
      ...runtimeVariables(resource, given, directory, options),
      ...withLocalQueueUrls(variables, options.endpoint),
    },
    timeout: given.Timeout * 1000,
    reserved: given.ReservedConcurrentExecutions,
    atOnce: options.atOnce,
    onLine: (line) => options.onLine(resource.name, line),
    onInvocation: (event) => options.onInvocation(resource.name, event),
  });
}

function runtimeVariables(
  { name, stack }: Resource,
  { Handler, MemorySize, Runtime }: { Handler: string; MemorySize: number; Runtime: string },
  directory: string,
  { endpoint, databaseUrl }: FunctionsOptions,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: databaseUrl,
    AWS_REGION: stack.region,
    AWS_DEFAULT_REGION: stack.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: Handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env.PATH ?? '',
  };
}

/**
 * The SDK's SQS client sends to the host in the queue URL and ignores AWS_ENDPOINT_URL. A variable with an AWS queue
 * URL would send messages to the internet.
 */
function withLocalQueueUrls(variables: Record<string, string>, endpoint: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(/https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com/g, endpoint),
    ]),
  );
}

export interface FunctionOptions extends Omit<EnvironmentOptions, 'onLine'> {
  name: string;
  arn: string;
  /** reserved concurrency: more invocations are throttled */
  reserved: number | undefined;
  /** environments that this machine runs at once; more invocations wait */
  atOnce: number;
  onLine(line: string): void;
  onInvocation?(event: string): void;
}

/** A function and its execution environments. They start when needed, stay warm, and are discarded after a crash. */
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

  /** Runs an event, or throws TooManyRequestsException beyond the reserved concurrency. */
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
    while (!this.#stopped && this.#busy.size >= limit)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#stopped) throw new AwsError('ServiceException', 'the local cloud is stopping', { status: 500 });
    const environment = this.#idle.pop() ?? new ExecutionEnvironment(this.options);
    this.#busy.add(environment);
    this.options.onInvocation?.(event);
    try {
      return await environment.run(event);
    } finally {
      this.#busy.delete(environment);
      if (environment.alive && !this.#stopped) this.#idle.push(environment);
      this.#waiting.shift()?.();
    }
  }

  /** Kills one environment, a busy one first. False when there is none. */
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
