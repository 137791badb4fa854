import { Duration, Validations } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface GateDoorProps {
  busName: string;
  quality: Lambda;
}

const type = (name: string) => `com.odoo-plant-gateway.${name}.v1`;

/** What happened to lots, and what became of the gateway's own events, goes to `quality`. */
export class GateDoor extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { busName, quality }: GateDoorProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is the dead-letter queue, of rules and a function: the check looks for queues that name it.',
    });
    const target = new LambdaFunction(quality, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    });
    const eventBus = EventBus.fromEventBusName(this, 'Bus', busName);
    new Rule(this, 'Dispositions', {
      eventBus,
      description: 'What events did to lots: held, released or judged them',
      eventPattern: { source: ['odoo-plant-gateway'], detailType: [type('lot.disposition-changed')] },
      targets: [target],
    });
    new Rule(this, 'OwnOutcomes', {
      eventBus,
      description: 'What became of the events that the gateway itself sends',
      eventPattern: {
        source: ['odoo-plant-gateway'],
        detailType: [type('event.posted'), type('event.quarantined')],
        detail: { data: { event: { source: Match.suffix('/gateway') } } },
      },
      targets: [target],
    });
    // What the function fails at is off EventBridge's hands: Lambda tries it twice more.
    quality.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    });
  }
}
