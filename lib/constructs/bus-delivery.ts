import { Duration, Validations } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { GatewayFunction } from './gateway-function.ts';

/** Target for rules of the bus, and a dead-letter queue for events that cannot be delivered or whose handling fails. */
export const busDelivery = (
  scope: Construct,
  handler: GatewayFunction,
): { target: LambdaFunction; deadLetters: Queue } => {
  const deadLetters = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(deadLetters).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue, of rules and a function: the check looks for queues that name it.',
  });
  // The rule's dead letters are events that it could not deliver. Lambda takes events asynchronously, so an event whose
  // handling fails is delivered for EventBridge, and would be lost after two more tries without this destination.
  handler.live.configureAsyncInvoke({
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
    onFailure: new SqsDestination(deadLetters),
  });
  const target = new LambdaFunction(handler.live, {
    deadLetterQueue: deadLetters,
    maxEventAge: Duration.hours(24),
    retryAttempts: 185,
  });
  return { target, deadLetters };
};
