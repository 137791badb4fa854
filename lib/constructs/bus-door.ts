import { Duration, Validations } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface BusDoorProps {
  busName: string;
  accept: Lambda;
}

/** Partners' events on the bus go to `accept`, as if they had come by HTTP. */
export class BusDoor extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { busName, accept }: BusDoorProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is the dead-letter queue, of a rule and a function: the check looks for queues that name it only.',
    });
    new Rule(this, 'PartnerEvents', {
      eventBus: EventBus.fromEventBusName(this, 'Bus', busName),
      description: 'Events of partners, not the outcomes the gateway itself publishes',
      eventPattern: {
        source: Match.prefix('partner.'),
        detailType: Match.prefix('com.odoo-plant-gateway.'),
      },
      targets: [
        new LambdaFunction(accept, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
    // The rule's own dead letters are events it could not hand over. Lambda takes them asynchronously, so one whose
    // handling fails is already off EventBridge's hands and would vanish after two more tries without this.
    accept.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    });
  }
}
