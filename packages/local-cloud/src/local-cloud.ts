import type { DatabaseSync } from 'node:sqlite';
import { serveRestApi } from './api-gateway/http-server.ts';
import { RestApi } from './api-gateway/rest-api.ts';
import type { ApiKey, Usage } from './api-gateway/usage-plans.ts';
import { serveAws } from './aws-endpoint.ts';
import { type Clock, systemClock } from './clock.ts';
import { type DatabaseProcess, startDynamoDb } from './dynamodb/process.ts';
import { createTables } from './dynamodb/tables.ts';
import { FunctionLog, type LogLine, type Metric } from './function-log.ts';
import { makeServices, type Services } from './services.ts';
import type { SqsEngine } from './sqs/engine.ts';
import type { ExecutionView } from './step-functions/service.ts';
import { KeyValueStore, openStorage } from './storage.ts';
import { readAssembly } from './template/assembly.ts';
import { Deployment } from './template/deployment.ts';

type Undo = (() => unknown)[];

export interface LocalCloudOptions {
  /** folder of a synthesized CDK stage, with manifest.json */
  assembly: string;
  /** folder for queues, tables, objects, keys, secrets and logs */
  dataDir: string;
  /** port of the REST API; 0 (the default) picks a free one */
  port?: number;
  host?: string;
  clock?: Clock;
  /** variables for all functions; they override the template's */
  environment?: Record<string, string>;
  /** execution environments of one function that run at once; 2 by default */
  atOnce?: number;
  /** execution environments kept for all functions together, 8 by default; busy ones may be more */
  keepAtMost?: number;
  database?: DatabaseProcess['engine'];
  log?: (line: string) => void;
}

export interface QueueDepth {
  name: string;
  visible: number;
  inFlight: number;
  delayed: number;
}

/** A function as it runs here, for who wants to run it elsewhere. */
export interface FunctionDescription {
  /** folder with the code of its archive, and nothing else */
  directory: string;
  handler: string;
  /** MB */
  memory: number;
  /** milliseconds */
  timeout: number;
  /** the template's variables, with this cloud's endpoints */
  variables: Readonly<Record<string, string>>;
}

export interface LocalCloud {
  /** URL of the REST API, without the stage; undefined when the stacks have no API */
  url: string | undefined;
  /** endpoint for AWS SDKs and CLI (AWS_ENDPOINT_URL), with any credentials */
  awsUrl: string;
  apiKeys: ApiKey[];
  /** outputs of the stacks: by stack name, then by output name */
  outputs: Record<string, Record<string, unknown>>;
  /** function names */
  functions: string[];
  describe(functionName: string): FunctionDescription;
  /** returns the function's answer, or throws the function's error */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  queues: { depths(): QueueDepth[]; engine: SqsEngine };
  /** executions of all state machines, earliest first */
  stateMachines: { executions(): ExecutionView[] };
  /** kills one execution environment of the function; false when there is none */
  killWorker(functionName: string): Promise<boolean>;
  setSecret(idOrName: string, value: string): void;
  onLog(listener: (line: LogLine) => void): () => void;
  onMetric(listener: (metric: Metric) => void): () => void;
  /** called with the event of each invocation, as JSON text; returns a function that removes the listener */
  onInvocation(listener: (functionName: string, event: string) => void): () => void;
  stop(): Promise<void>;
}

/** Runs the stacks of a synthesized CDK stage on this machine. It listens on 127.0.0.1 unless `host` is given. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const undo: Undo = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return { ...(await start(options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: LocalCloudOptions, undo: Undo): Promise<Omit<LocalCloud, 'stop'>> {
  const { dataDir, clock = systemClock, log = () => {} } = options;
  const storage = openStorage(dataDir);
  undo.push(() => storage.close());
  const functionLog = new FunctionLog(dataDir);
  undo.push(() => functionLog.close());
  const [database, aws] = await Promise.all([
    startDynamoDb(dataDir, options.database, log),
    serveAws({ log }),
  ]);
  undo.push(() => database.stop());
  undo.push(() => aws.stop());

  const deployment = new Deployment(readAssembly(options.assembly), aws.url);
  await createTables(deployment, database.url, log);
  const invocationListeners = new Set<(functionName: string, event: string) => void>();
  const services = makeServices(deployment, {
    ...options,
    clock,
    log,
    storage,
    endpoint: aws.url,
    databaseUrl: database.url,
    onLine: (functionName, line) => functionLog.write(functionName, line),
    onInvocation: (functionName, event) => {
      for (const listener of invocationListeners) listener(functionName, event);
    },
  });
  undo.push(() => services.stop());
  aws.use(services.json, services.raw);

  const api = await startRestApi(deployment, services, { ...options, clock, log, storage }, undo);
  services.start();
  const { sqs, functions, secrets } = services;
  return {
    url: api.url,
    awsUrl: aws.url,
    apiKeys: api.keys,
    outputs: deployment.outputs(),
    functions: functions.all().map(({ name }) => name),
    describe(functionName) {
      const { data, timeout, variables } = functions.get(functionName).options;
      const { directory, handler, memory } = data;
      return { directory, handler, memory, timeout, variables };
    },
    async invoke(functionName, payload) {
      const result = await functions.run(functionName, JSON.stringify(payload) ?? '{}');
      const answer = JSON.parse(result.payload);
      if (result.failed)
        throw Object.assign(new Error(answer.errorMessage), { name: answer.errorType, answer });
      return answer;
    },
    queues: {
      engine: sqs,
      depths: () => sqs.queues().map((queue) => ({ name: queue.name, ...queue.depth() })),
    },
    stateMachines: { executions: () => services.executions() },
    killWorker: (functionName) => functions.get(functionName).kill(),
    setSecret: (idOrName, value) => void secrets.set(idOrName, value),
    onLog: (listener) => functionLog.onLog(listener),
    onMetric: (listener) => functionLog.onMetric(listener),
    onInvocation(listener) {
      invocationListeners.add(listener);
      return () => void invocationListeners.delete(listener);
    },
  };
}

async function startRestApi(
  deployment: Deployment,
  { functions }: Services,
  options: LocalCloudOptions & { clock: Clock; log: (line: string) => void; storage: DatabaseSync },
  undo: Undo,
): Promise<{ url: string | undefined; keys: ApiKey[] }> {
  if (deployment.all('AWS::ApiGateway::RestApi').length === 0) return { url: undefined, keys: [] };
  const { clock, log, storage, host = '127.0.0.1', port = 0 } = options;
  const stores = {
    values: new KeyValueStore<string>(storage, 'api-key'),
    used: new KeyValueStore<Usage>(storage, 'api-usage'),
  };
  const api = new RestApi(deployment, { clock, log, functions, stores });
  const server = await serveRestApi(api, { host, port, log });
  undo.push(() => server.stop());
  return { url: server.url, keys: api.keys.list() };
}
