import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { rows, transaction } from '../storage.ts';
import { invalidValue, missingParameter, noSuchQueue, notFound, queueExists } from './errors.ts';
import { type MessageStore, messageStore } from './message-store.ts';
import type { QueueContext } from './queue.ts';
import { Queue } from './queue.ts';
import { attributesOf, type QueueSettings, settingsOf } from './queue-attributes.ts';

export interface SqsOptions {
  database: DatabaseSync;
  clock: Clock;
  region: string;
  account: string;
  /** base of queue URLs */
  endpoint: string;
}

/** All queues, kept in one SQLite file. */
export class SqsEngine {
  readonly #options: SqsOptions;
  readonly #store: MessageStore;
  readonly #context: QueueContext;
  readonly #queues = new Map<string, Queue>();

  constructor(options: SqsOptions) {
    this.#options = options;
    this.#store = messageStore(options.database);
    this.#context = {
      store: this.#store,
      clock: options.clock,
      atomically: (work) => transaction(options.database, work),
      deadLetterQueue: (queue) => this.#deadLetterQueueOf(queue.settings),
    };
    const known = rows<{ name: string; attributes: string; created_at: number }>(
      options.database,
      'SELECT * FROM queue',
    )();
    for (const { name, attributes, created_at } of known)
      this.#open(name, settingsOf(JSON.parse(attributes)), created_at);
  }

  /** CreateQueue: an existing queue with other attributes is an error. */
  create(name: string, attributes: Record<string, string>): Queue {
    const known = this.#queues.get(name);
    if (!known) return this.ensure(name, attributes);
    const current = attributesOf(known.settings);
    if (Object.entries(attributes).some(([key, value]) => current[key] !== value)) throw queueExists();
    return known;
  }

  /** Creates the queue or replaces its attributes. */
  ensure(name: string, attributes: Record<string, string>): Queue {
    const settings = settingsOf(attributes);
    this.#checkName(name, settings.fifo);
    this.#checkRedrive(settings);
    const queue = this.#queues.get(name) ?? this.#open(name, settings, this.#options.clock.now());
    queue.settings = settings;
    this.#options.database
      .prepare('INSERT OR REPLACE INTO queue (name, attributes, created_at) VALUES (?, ?, ?)')
      .run(name, JSON.stringify(attributes), queue.createdAt);
    return queue;
  }

  change(queue: Queue, attributes: Record<string, string>): void {
    this.ensure(queue.name, { ...queue.settings.given, ...attributes });
  }

  remove(queue: Queue): void {
    queue.purge();
    queue.close();
    this.#queues.delete(queue.name);
    this.#options.database.prepare('DELETE FROM queue WHERE name = ?').run(queue.name);
  }

  /** Finds a queue by name, ARN, or URL with any host. */
  queue(reference: string | undefined): Queue {
    if (!reference) throw missingParameter('QueueUrl');
    const queue = this.#queues.get(reference.split(/[/:]/).at(-1) ?? '');
    if (!queue) throw noSuchQueue();
    return queue;
  }

  byArn(arn: string): Queue {
    const queue = this.#queues.get(arn.split(':').at(-1) ?? '');
    if (!queue)
      throw notFound(
        `The resource that you specified for the SourceArn or DestinationArn parameter doesn't exist.`,
      );
    return queue;
  }

  queues(): Queue[] {
    return [...this.#queues.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  sourcesOf(deadLetters: Queue): Queue[] {
    return this.queues().filter((queue) => queue.settings.redrive?.deadLetterTargetArn === deadLetters.arn);
  }

  urlOf(queue: Queue): string {
    return `${this.#options.endpoint}/${this.#options.account}/${queue.name}`;
  }

  atomically<T>(work: () => T): T {
    return this.#context.atomically(work);
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #open(name: string, settings: QueueSettings, createdAt: number): Queue {
    const arn = `arn:aws:sqs:${this.#options.region}:${this.#options.account}:${name}`;
    const queue = new Queue(this.#context, name, arn, settings, createdAt);
    this.#queues.set(name, queue);
    return queue;
  }

  #deadLetterQueueOf(settings: QueueSettings): Queue | undefined {
    return this.#queues.get(settings.redrive?.deadLetterTargetArn.split(':').at(-1) ?? '');
  }

  #checkName(name: string, fifo: boolean): void {
    if (!/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name) || name.length > 80 || name.endsWith('.fifo') !== fifo)
      throw invalidValue(
        'QueueName',
        name,
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; a FIFO queue ends in .fifo',
      );
  }

  #checkRedrive(settings: QueueSettings): void {
    if (!settings.redrive) return;
    const value = JSON.stringify(settings.redrive);
    const target = this.#deadLetterQueueOf(settings);
    if (!target) throw invalidValue('RedrivePolicy', value, 'Dead letter target does not exist');
    if (target.settings.fifo !== settings.fifo)
      throw invalidValue(
        'RedrivePolicy',
        value,
        'Dead-letter queue must be same type of queue as the source',
      );
  }
}
