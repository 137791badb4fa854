import type { DatabaseSync } from 'node:sqlite';
import type { Operations, RawService } from './aws-endpoint.ts';
import type { Clock } from './clock.ts';
import { dynamoDbProxy } from './dynamodb/process.ts';
import { EventBuses } from './events/event-bus.ts';
import { Schedules } from './events/scheduler.ts';
import { deliver, deliveries, type TargetServices } from './events/targets.ts';
import { Jobs } from './jobs.ts';
import { lambdaApi } from './lambda/api.ts';
import { asyncInvocations } from './lambda/async-invocations.ts';
import { EventSourceMappings } from './lambda/event-source-mapping.ts';
import { Functions } from './lambda/functions.ts';
import { type ParameterRecord, parameterOperations } from './parameter-store.ts';
import { metricsSink, queryServices } from './query-services.ts';
import { s3Api } from './s3/api.ts';
import { Buckets } from './s3/buckets.ts';
import { type SecretRecord, Secrets } from './secrets-manager.ts';
import { messageOperations, queueOperations } from './sqs/api.ts';
import { SqsEngine } from './sqs/engine.ts';
import { createQueues } from './sqs/queue-attributes.ts';
import { type ExecutionView, stepFunctions } from './step-functions/service.ts';
import { KeyValueStore } from './storage.ts';
import type { Deployment } from './template/deployment.ts';

export interface ServicesOptions {
  clock: Clock;
  log(line: string): void;
  storage: DatabaseSync;
  endpoint: string;
  databaseUrl: string;
  environment?: Record<string, string>;
  atOnce?: number;
  keepAtMost?: number;
  onLine(functionName: string, line: string): void;
  onInvocation(functionName: string, event: string): void;
}

export interface Services {
  sqs: SqsEngine;
  functions: Functions;
  secrets: Secrets;
  /** earliest first */
  executions(): ExecutionView[];
  /** operations by prefix of X-Amz-Target */
  json: Record<string, Operations>;
  raw: RawService[];
  start(): void;
  stop(): Promise<void>;
}

// Running batches may finish within this time when the local cloud stops. Interrupted ones run again at the next start.
const graceMs = 1_000;

/** Creates all services of the deployment and connects them. Nothing runs before `start`. */
export function makeServices(deployment: Deployment, options: ServicesOptions): Services {
  const { clock, log, storage, endpoint } = options;
  const { account = '', region = '' } = deployment.stacks[0] ?? {};
  const sqs = new SqsEngine({ database: storage, clock, region, account, endpoint });
  createQueues(deployment, sqs);
  const functions = new Functions(deployment, {
    endpoint,
    databaseUrl: options.databaseUrl,
    environment: options.environment ?? {},
    atOnce: options.atOnce ?? 2,
    keepAtMost: options.keepAtMost ?? 8,
    onLine: options.onLine,
    onInvocation: options.onInvocation,
  });
  const jobs = new Jobs(storage, clock, log);
  const publish = (topicArn: string, message: string, subject?: string) =>
    log(`topic ${topicArn.split(':').at(-1)}: ${subject ? `${subject}: ` : ''}${message}`);
  const targetServices: TargetServices = {
    sqs,
    publish,
    invokeLater: (functionName, event) => invokeLater(functionName, event),
    forward: (busArn, event) => buses.forward(busArn, event),
    startExecution: (stateMachineArn, input) => machines.begin(stateMachineArn, input),
  };
  const invokeLater = asyncInvocations(deployment, functions, jobs, clock, (arn, text) =>
    deliver({ arn, text }, targetServices),
  );
  const deliverLater = deliveries(jobs, clock, targetServices, log);
  const buses = new EventBuses(deployment, { clock, account, region, deliver: deliverLater });
  const schedules = new Schedules(deployment, clock, deliverLater);
  const machines = stepFunctions(deployment, { database: storage, clock, functions, log });
  const eventSources = new EventSourceMappings(deployment, {
    functions,
    sqs,
    enabled: new KeyValueStore(storage, 'event-source'),
    log,
  });
  const secrets = new Secrets(deployment, new KeyValueStore<SecretRecord>(storage, 'secret'));
  const buckets = new Buckets(deployment, {
    database: storage,
    clock,
    publishEvent: (event) => buses.publishServiceEvent(event),
  });
  const dynamoDb = dynamoDbProxy(options.databaseUrl);

  return {
    sqs,
    functions,
    secrets,
    executions: () => machines.views(),
    json: {
      AmazonSQS: { ...queueOperations(sqs), ...messageOperations(sqs) },
      AWSEvents: buses.operations(),
      AWSStepFunctions: machines.operations,
      secretsmanager: secrets.operations(),
      AmazonSSM: parameterOperations(deployment, new KeyValueStore<ParameterRecord>(storage, 'parameter'), {
        account,
        region,
      }),
    },
    raw: [
      s3Api(buckets),
      dynamoDb,
      lambdaApi({ functions, eventSources, invokeLater }),
      metricsSink(),
      queryServices({ account, publish }),
    ],
    start() {
      eventSources.start();
      buses.start();
      schedules.start();
      jobs.resume();
      machines.start();
    },
    async stop() {
      schedules.stop();
      buses.stop();
      const finished = Promise.all([eventSources.stop(), jobs.stop(), machines.stop()]);
      await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      await functions.stop();
      await finished;
      sqs.close();
      dynamoDb.close();
    },
  };
}
