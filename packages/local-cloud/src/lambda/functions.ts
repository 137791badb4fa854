import { AwsError } from '../aws-error.ts';
import type { Deployment } from '../template/deployment.ts';
import { read } from '../template/properties.ts';
import { label, type Resource } from '../template/resource.ts';
import type { InvocationResult } from './environment.ts';
import { functionProperties } from './function-properties.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface FunctionsOptions {
  endpoint: string;
  /** the database's own address: by the common one every call would cost this process a third more */
  databaseUrl: string;
  /** variables for all functions, over those of the template */
  environment: Record<string, string>;
  /** environments of one function that run at once on this machine */
  atOnce: number;
  /** idle environments are ended beyond this many in all, busy ones counted: about 36 MB each */
  keepAtMost: number;
  onLine(functionName: string, line: string): void;
}

/** All functions of the deployment. */
export class Functions {
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #keepAtMost: number;

  constructor(deployment: Deployment, options: FunctionsOptions) {
    this.#keepAtMost = options.keepAtMost;
    for (const resource of deployment.all('AWS::Lambda::Function'))
      this.#functions.set(resource.name, functionOf(resource, options));
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  /** By name, ARN, or either with `:$LATEST`. */
  get(reference: string): LambdaFunction {
    const name = reference.replace(/^arn:.*:function:/, '').replace(/:\$LATEST$/, '');
    const found = this.#functions.get(name);
    if (!found)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${reference}`, { status: 404 });
    return found;
  }

  async invoke(reference: string, event: string): Promise<InvocationResult> {
    return this.#thenTrim(this.get(reference).invoke(event));
  }

  /** Like invoke, but waits for its turn where a caller would be throttled. */
  async run(reference: string, event: string): Promise<InvocationResult> {
    return this.#thenTrim(this.get(reference).run(event));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((each) => each.stop()));
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

function functionOf(resource: Resource, options: FunctionsOptions): LambdaFunction {
  const given = read(functionProperties, resource);
  const directory = resource.stack.assets.get(given.Code.S3Key);
  if (!directory) throw new Error(`${label(resource)}: the assembly has no asset ${given.Code.S3Key}`);
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
      ...toHere(variables, options.endpoint),
    },
    timeout: given.Timeout * 1000,
    reserved: given.ReservedConcurrentExecutions,
    atOnce: options.atOnce,
    onLine: (line) => options.onLine(resource.name, line),
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
    // There is no X-Ray daemon here.
    POWERTOOLS_TRACE_ENABLED: 'false',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: Handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: process.env.PATH ?? '',
  };
}

/**
 * The SDK's SQS client sends to the host of the queue's URL, AWS_ENDPOINT_URL or not. A variable that spells such a
 * URL out would lead to the internet.
 */
function toHere(variables: Record<string, string>, endpoint: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(/https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com/g, endpoint),
    ]),
  );
}
