import { SecretValue, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { Receiver } from '../../configuration/on-call.ts';
import type { Severity } from '../alarms/define-alarm.ts';
import { namesOf } from '../names.ts';

/** AWS services that publish to a topic of this severity. */
const publishers: Readonly<Record<Severity, readonly string[]>> = {
  page: ['cloudwatch.amazonaws.com'],
  ticket: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com', 'costalerts.amazonaws.com'],
};

/** The topics of the two severities with their subscribers. Tickets go to those who are paged when nobody else is named. */
export const onCallTopics = (stack: Stack, environment: Environment): void => {
  const names = namesOf(environment);
  const { page = [], ticket = page } = environment.onCall ?? {};
  onCallTopic(stack, 'OnCall', { topicName: names.onCall, severity: 'page', receivers: page });
  onCallTopic(stack, 'Tickets', { topicName: names.tickets, severity: 'ticket', receivers: ticket });
};

interface TopicProps {
  topicName: string;
  severity: Severity;
  receivers: readonly Receiver[];
}

const onCallTopic = (scope: Construct, id: string, { topicName, severity, receivers }: TopicProps): void => {
  const topic = new Topic(scope, id, { topicName, enforceSSL: true });
  // A topic with its own policy loses the default one, which lets CloudWatch's alarms publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: publishers[severity].map((service) => new ServicePrincipal(service)),
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  for (const receiver of receivers)
    if ('email' in receiver) topic.addSubscription(new EmailSubscription(receiver.email));
    else if ('httpsSecret' in receiver)
      new CfnSubscription(topic, receiver.httpsSecret, {
        topicArn: topic.topicArn,
        protocol: 'https',
        // A dynamic reference: CloudFormation reads the secret when it deploys, and the template has only its name.
        endpoint: SecretValue.secretsManager(receiver.httpsSecret).unsafeUnwrap(),
      });
};
