import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { accessIn } from '../access.ts';
import { anyPlant, namesOf } from '../names.ts';
import { GatewayAlarm } from './gateway-alarm.ts';
import { GatewayFunction, seconds } from './gateway-function.ts';

/**
 * A new file goes through EventBridge into a queue, and from there to the function, one at a time. The queue keeps it as
 * long as the function fails or the event store is unavailable. EventBridge alone would give up after some hours.
 */
export class FileIngest extends Construct {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const bucket = names.dropBucket(Stack.of(this));
    const everyQueue = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    const deadLetters = new Queue(this, 'DeadLetters', everyQueue);
    const queue = new Queue(this, 'Queue', {
      ...everyQueue,
      visibilityTimeout: seconds(environment.drop.visibilitySeconds),
      // Nine hours of tries: longer than any outage of the event store so far, and a bug is noticed the same day.
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 50 },
    });
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue, of a queue and a rule.',
    });
    new Rule(this, 'Dropped', {
      description: 'Files that partners drop, not what the gateway writes beside them',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: Match.exactString(bucket) },
          object: { key: [{ 'anything-but': { suffix: ['.errors.csv', '.result.json'] } }] },
        },
      },
      targets: [
        new SqsQueue(queue, {
          deadLetterQueue: deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });

    const take = new GatewayFunction(this, 'Take', {
      environment,
      entry: 'file-ingest',
      description: 'Takes in the files that partners drop, and writes beside them what became of them',
      timeout: seconds(environment.drop.timeoutSeconds),
      memory: 1024,
      variables: {
        LEDGER_TABLE: names.eventStore,
        IDEMPOTENCY_TABLE: names.idempotency,
        LANE_QUEUE_URL: access.plantQueueUrl(anyPlant),
        PARTNER_PARAMETERS: names.partnerPath,
        DROP_BUCKET: bucket,
      },
      may: [
        access.eventStore(['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
        access.endInEventStore('orderingKeys'),
        access.idempotency(),
        access.sendToPlantQueues(),
        access.partnerRecords(),
        ...access.readDroppedFiles(),
      ],
    });
    take.live.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: 2 }));

    new GatewayAlarm(this, 'DropErrors', {
      environment,
      alarm: 'drop-errors',
      // A failing file comes back after its visibility timeout, five times an hour.
      metric: take.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
    });
    new GatewayAlarm(this, 'DropDeadLetters', {
      environment,
      alarm: 'drop-dead-letters',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    });
  }
}
