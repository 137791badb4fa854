import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import { accessIn } from '../access.ts';
import { namesOf } from '../names.ts';
import { GatewayFunction, seconds } from './gateway-function.ts';

export interface PlantQueueProps {
  environment: Environment;
  plant: PlantProfile;
}

/**
 * Encrypted with SSE-SQS, not with a KMS key: a message has an event's key and nothing of its content, and KMS would add its
 * throttling and its price to every receive.
 */
const everyQueue: QueueProps = {
  fifo: true,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
  // High-throughput mode: quotas apply per message group, and a group is an ordering key.
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
};

/** One plant's FIFO queue, its dead-letter queue, and the function that posts to Odoo. */
export class PlantQueue extends Construct {
  readonly queue: Queue;
  readonly deadQueue: Queue;
  readonly post: GatewayFunction;

  constructor(scope: Construct, id: string, { environment, plant }: PlantQueueProps) {
    super(scope, id);
    const names = namesOf(environment);
    const access = accessIn(this, names);

    this.deadQueue = new Queue(this, 'DeadLetters', { ...everyQueue, queueName: names.deadQueue(plant.id) });
    this.queue = new Queue(this, 'Queue', {
      ...everyQueue,
      queueName: names.plantQueue(plant.id),
      visibilityTimeout: seconds(environment.post.visibilitySeconds),
      // SQS's maximum: an outage of Odoo must make no dead letters. They are for unreadable messages.
      deadLetterQueue: { queue: this.deadQueue, maxReceiveCount: 1000 },
    });
    this.post = new GatewayFunction(this, 'Post', {
      environment,
      entry: 'post',
      name: names.postFunction(plant.id),
      description: `Posts the events of ${plant.name} to Odoo`,
      timeout: seconds(environment.post.timeoutSeconds),
      // Each posted event sends the next deferred one of its ordering key. After about 16 of them Lambda would assume an
      // endless loop and move the message to the dead letters.
      feedsItself: true,
      variables: {
        PLANT: plant.id,
        LEDGER_TABLE: names.eventStore,
        CROSSWALK_TABLE: names.codeMapping,
        LANE_QUEUE_URL: this.queue.queueUrl,
        ODOO_SECRET_ARN: access.odooSecretArn,
        ODOO_TIMEOUT_MS: String(environment.odoo.timeoutMs),
        BUS_NAME: names.bus,
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
        access.endInEventStore('orderingKeys', 'plantQueues'),
        access.readCodeMapping(plant.id),
        access.sendToPlantQueue(plant.id),
        access.odooSecret(),
        access.publish(),
      ],
    });
    this.post.live.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        // Limits the calls to Odoo. Reserved concurrency would throttle the poller and use up receives instead.
        maxConcurrency: plant.maximumConcurrency,
      }),
    );
  }
}
