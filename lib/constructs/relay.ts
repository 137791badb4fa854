import { Duration, Validations } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { accessIn } from '../access.ts';
import { namesOf } from '../names.ts';
import { GatewayFunction, seconds } from './gateway-function.ts';

/** Messages of the bus that are also published in the plants' feeds. */
const relayed = ['event.posted', 'event.quarantined', 'lot.disposition-changed', 'shipment.readied'];

/**
 * Copies messages from the bus into the feeds. A queue in between makes batches, and limits the writers to two: writers of
 * one feed must take turns.
 */
export class Relay extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const everyQueue = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', everyQueue);
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue, of a queue and a rule.',
    });
    const queue = new Queue(this, 'Queue', {
      ...everyQueue,
      visibilityTimeout: seconds(60),
      // Sixteen hours of tries: longer than any outage of the store so far.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 1000 },
    });
    new Rule(this, 'Said', {
      eventBus: EventBus.fromEventBusName(this, 'Bus', names.bus),
      description: 'What became of events, lots and shipments',
      eventPattern: {
        source: ['odoo-plant-gateway'],
        detailType: relayed.map((name) => `com.odoo-plant-gateway.${name}.v1`),
      },
      targets: [
        new SqsQueue(queue, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    const relay = new GatewayFunction(this, 'Relay', {
      environment,
      entry: 'relay',
      description: 'Puts what became of events and lots into the feeds of the plants',
      timeout: seconds(30),
      variables: {
        FEED_TABLE: names.feed,
        FEED_KEEP_DAYS: String(environment.feedKeepDays),
        LEDGER_TABLE: names.eventStore,
      },
      may: [...access.writeFeeds(), access.eventStore(['GetItem'])],
    });
    relay.live.addEventSource(
      new SqsEventSource(queue, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
  }
}
