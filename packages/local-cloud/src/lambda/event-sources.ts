import { AwsError } from '../aws-error.ts';
import type { SqsEngine } from '../sqs/engine.ts';
import type { Shelf } from '../storage.ts';
import type { Deployment } from '../template/deployment.ts';
import { read } from '../template/properties.ts';
import { label } from '../template/resource.ts';
import { EventSource } from './event-source.ts';
import { eventSourceProperties } from './function-properties.ts';
import type { Functions } from './functions.ts';

export interface EventSourcesOptions {
  functions: Functions;
  sqs: SqsEngine;
  /** whether a mapping was paused, by UUID: a pause outlives a restart as it does a deployment */
  enabled: Shelf<boolean>;
  log(line: string): void;
}

/** All event source mappings of the deployment. */
export class EventSources {
  readonly #sources: EventSource[];
  readonly #enabled: Shelf<boolean>;

  constructor(deployment: Deployment, { functions, sqs, enabled, log }: EventSourcesOptions) {
    this.#enabled = enabled;
    this.#sources = deployment.all('AWS::Lambda::EventSourceMapping').map((resource) => {
      const given = read(eventSourceProperties, resource);
      if (given.EventSourceArn.split(':')[2] !== 'sqs')
        throw new Error(`${label(resource)}: only queues can be event sources here`);
      const target = functions.get(given.FunctionName);
      const queue = sqs.queue(given.EventSourceArn);
      // AWS refuses this too: messages would come back while they are still being worked on.
      if (queue.settings.visibilityTimeout * 1000 < target.options.timeout)
        throw new Error(
          `${label(resource)}: the queue's visibility timeout is less than the function's timeout`,
        );
      return new EventSource({
        uuid: resource.ref,
        queue,
        functionName: target.name,
        functionArn: target.options.arn,
        batchSize: given.BatchSize,
        maximumConcurrency: given.ScalingConfig?.MaximumConcurrency ?? 5,
        reportsItemFailures: given.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        region: resource.stack.region,
        enabled: given.Enabled,
        invoke: (event) => functions.run(target.name, event),
        log,
      });
    });
  }

  start(): void {
    for (const source of this.#sources)
      source.enable(this.#enabled.get(source.options.uuid) ?? source.options.enabled);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()));
  }

  find(filter: { functionName?: string; queueArn?: string } = {}): EventSource[] {
    return this.#sources.filter(
      ({ options }) =>
        (!filter.functionName || [options.functionName, options.functionArn].includes(filter.functionName)) &&
        (!filter.queueArn || options.queue.arn === filter.queueArn),
    );
  }

  get(uuid: string): EventSource {
    const found = this.#sources.find(({ options }) => options.uuid === uuid);
    if (!found)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
        status: 404,
      });
    return found;
  }

  enable(uuid: string, enabled: boolean): EventSource {
    const source = this.get(uuid);
    this.#enabled.put(uuid, enabled);
    source.enable(enabled);
    return source;
  }
}
