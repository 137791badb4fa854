import { z } from 'zod';
import { AwsError } from '../aws-endpoint.ts';
import type { SqsEngine } from '../sqs/engine.ts';
import { receiptHandle } from '../sqs/message.ts';
import type { Queue, ReceivedMessage } from '../sqs/queue.ts';
import type { KeyValueStore } from '../storage.ts';
import type { Deployment } from '../template/deployment.ts';
import { label, number, propertySchema, readProperties } from '../template/resource.ts';
import type { InvocationResult } from './execution-environment.ts';
import { type Functions, nameOf } from './functions.ts';
import { failedItems, sqsEvent } from './sqs-event.ts';

const eventSourceProperties = propertySchema(
  {
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    // An upper limit. Here a batch has at most ten messages, because one receive returns at most ten.
    BatchSize: number.default(10),
    Enabled: z.boolean().default(true),
    FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
    ScalingConfig: z.object({ MaximumConcurrency: number.optional() }).optional(),
    MaximumBatchingWindowInSeconds: z.literal(0).optional(),
  },
  ['MetricsConfig', 'Tags'],
);

export interface EventSourceMappingsOptions {
  functions: Functions;
  sqs: SqsEngine;
  /** enabled or disabled through the API, by UUID; kept across restarts, as on AWS across deployments */
  enabled: KeyValueStore<boolean>;
  log(line: string): void;
}

/** The event source mappings of the deployment. */
export class EventSourceMappings {
  readonly #sources: EventSourceMapping[];
  readonly #enabled: KeyValueStore<boolean>;

  constructor(deployment: Deployment, { functions, sqs, enabled, log }: EventSourceMappingsOptions) {
    this.#enabled = enabled;
    this.#sources = deployment.all('AWS::Lambda::EventSourceMapping').map((resource) => {
      const given = readProperties(eventSourceProperties, resource);
      if (given.EventSourceArn.split(':')[2] !== 'sqs')
        throw new Error(`${label(resource)}: only queues can be event sources here`);
      const target = functions.get(given.FunctionName);
      const queue = sqs.queue(given.EventSourceArn);
      // AWS refuses this too: messages would become visible while the function still handles them.
      if (queue.settings.visibilityTimeout * 1000 < target.options.timeout)
        throw new Error(
          `${label(resource)}: the queue's visibility timeout is less than the function's timeout`,
        );
      return new EventSourceMapping({
        uuid: resource.ref,
        queue,
        functionName: target.name,
        functionArn: target.options.arn.replace(/[^:]+$/, () => nameOf(given.FunctionName)),
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

  find(filter: { functionName?: string; queueArn?: string } = {}): EventSourceMapping[] {
    return this.#sources.filter(
      ({ options }) =>
        (!filter.functionName ||
          [nameOf(options.functionArn), options.functionArn].includes(filter.functionName)) &&
        (!filter.queueArn || options.queue.arn === filter.queueArn),
    );
  }

  get(uuid: string): EventSourceMapping {
    const found = this.#sources.find(({ options }) => options.uuid === uuid);
    if (!found)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
        status: 404,
      });
    return found;
  }

  enable(uuid: string, enabled: boolean): EventSourceMapping {
    const source = this.get(uuid);
    this.#enabled.put(uuid, enabled);
    source.enable(enabled);
    return source;
  }
}

export interface EventSourceMappingOptions {
  uuid: string;
  queue: Queue;
  functionName: string;
  functionArn: string;
  batchSize: number;
  /** batches that the function handles at once */
  maximumConcurrency: number;
  reportsItemFailures: boolean;
  region: string;
  enabled: boolean;
  invoke(event: string): Promise<InvocationResult>;
  log(line: string): void;
}

/**
 * Polls a queue and invokes the function with batches. Handled messages are deleted. Failed messages stay hidden until
 * their visibility timeout ends; the function may have changed that timeout.
 */
export class EventSourceMapping {
  readonly options: EventSourceMappingOptions;
  lastModified = Date.now();
  #enabled = false;
  #receiving: AbortController | undefined;
  #freed: (() => void) | undefined;
  readonly #batches = new Set<Promise<void>>();

  constructor(options: EventSourceMappingOptions) {
    this.options = options;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  get state(): 'Enabled' | 'Disabling' | 'Disabled' {
    if (this.#enabled) return 'Enabled';
    return this.#batches.size > 0 ? 'Disabling' : 'Disabled';
  }

  /** Starts or stops polling. Batches that the function already has are finished. */
  enable(enabled: boolean): void {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    this.lastModified = Date.now();
    this.#receiving?.abort();
    this.#receiving = undefined;
    this.#freed?.();
    if (!enabled) return;
    const receiving = new AbortController();
    this.#receiving = receiving;
    void this.#poll(receiving.signal);
  }

  async stop(): Promise<void> {
    this.enable(false);
    await Promise.all(this.#batches);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { queue, maximumConcurrency, log } = this.options;
    while (!signal.aborted) {
      if (this.#batches.size >= maximumConcurrency) {
        await new Promise<void>((resolve) => {
          this.#freed = resolve;
        });
        continue;
      }
      const messages = await this.#receive(signal);
      if (messages.length === 0) continue;
      const batch = this.#handle(messages)
        .catch((error) =>
          log(`event source of ${queue.name}: ${error instanceof Error ? error.stack : error}`),
        )
        .finally(() => {
          this.#batches.delete(batch);
          this.#freed?.();
        });
      this.#batches.add(batch);
    }
  }

  async #receive(signal: AbortSignal): Promise<ReceivedMessage[]> {
    const { queue, batchSize, log } = this.options;
    try {
      return await queue.receive({ max: Math.min(batchSize, 10), wait: 20, signal });
    } catch (error) {
      // For example a full disk. Wait before the next receive instead of looping.
      log(`event source of ${queue.name}: ${error instanceof Error ? error.message : error}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000).unref());
      return [];
    }
  }

  async #handle(messages: ReceivedMessage[]): Promise<void> {
    const { queue, region, reportsItemFailures, invoke } = this.options;
    const result = await invoke(JSON.stringify(sqsEvent(queue, messages, region)));
    if (result.failed) return;
    const ids = messages.map(({ id }) => id);
    const failed = reportsItemFailures ? failedItems(result.payload, ids) : new Set<string>();
    for (const message of messages) {
      if (failed.has(message.id)) continue;
      try {
        queue.delete(receiptHandle(message));
      } catch {
        // The function took longer than the visibility timeout: the message is visible again or was received again.
      }
    }
  }
}
