import type { Resource } from './resource.ts';
import { stableId, stableUuid } from './resource.ts';

/** The part of a resource that references need. */
type Subject = Pick<Resource, 'stack' | 'logicalId' | 'name' | 'properties'> & { endpoint: string };

export interface ResourceType {
  /** property with the resource's name */
  named?: string;
  arn?: (subject: Subject) => string;
  /** the value of Ref, when it is not the name */
  ref?: (subject: Subject, arn: string) => string;
  attributes?: Record<string, (subject: Subject, arn: string) => unknown>;
}

const arn =
  (service: string, rest: (name: string) => string = (name) => name) =>
  ({ stack, name }: Subject): string =>
    `arn:aws:${service}:${stack.region}:${stack.account}:${rest(name)}`;
const Arn = (_: Subject, own: string): string => own;
const name = (subject: Subject): string => subject.name;
const id = ({ stack, logicalId }: Subject): string => stableId(stack, logicalId, 10);
const queueUrl = ({ stack, name, endpoint }: Subject): string => `${endpoint}/${stack.account}/${name}`;
const apiPath = (kind: string) => (subject: Subject) =>
  `arn:aws:apigateway:${subject.stack.region}::/${kind}/${id(subject)}`;

/** ARN of a version or an alias, which is the function's with a qualifier. */
const qualified =
  (qualifier: (subject: Subject) => string) =>
  (subject: Subject): string => {
    const { FunctionName } = subject.properties;
    const name = String(FunctionName).replace(/^arn:.*:function:/, '');
    return `${arn('lambda', () => `function:${name}`)(subject)}:${qualifier(subject)}`;
  };
/** There is one version of a function here: the one of its template. */
const versionArn = qualified(() => theVersion);
const aliasArn = qualified(({ properties }) => String(properties.Name));
export const theVersion = '1';

const table: ResourceType = {
  named: 'TableName',
  arn: arn('dynamodb', (name) => `table/${name}`),
  attributes: { Arn },
};

/** Resource types that run here. */
export const emulated: Record<string, ResourceType> = {
  'AWS::SQS::Queue': {
    named: 'QueueName',
    arn: arn('sqs'),
    ref: queueUrl,
    attributes: { Arn, QueueName: name, QueueUrl: queueUrl },
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Lambda::Function': {
    named: 'FunctionName',
    arn: arn('lambda', (name) => `function:${name}`),
    attributes: { Arn },
  },
  'AWS::Lambda::Version': {
    ref: versionArn,
    attributes: { Version: () => theVersion, FunctionArn: versionArn },
  },
  'AWS::Lambda::Alias': { ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::EventInvokeConfig': { ref: id },
  'AWS::Lambda::EventSourceMapping': {
    ref: ({ stack, logicalId }) => stableUuid(stack, logicalId),
    attributes: { Id: ({ stack, logicalId }) => stableUuid(stack, logicalId) },
  },
  'AWS::Events::EventBus': {
    named: 'Name',
    arn: arn('events', (name) => `event-bus/${name}`),
    attributes: { Arn, Name: name },
  },
  'AWS::Events::Rule': { named: 'Name', arn: arn('events', (name) => `rule/${name}`), attributes: { Arn } },
  'AWS::Scheduler::Schedule': {
    named: 'Name',
    arn: arn('scheduler', (name) => `schedule/default/${name}`),
    attributes: { Arn },
  },
  'AWS::StepFunctions::StateMachine': {
    named: 'StateMachineName',
    arn: arn('states', (name) => `stateMachine:${name}`),
    ref: (_, own) => own,
    attributes: { Arn, Name: name },
  },
  'AWS::SecretsManager::Secret': {
    named: 'Name',
    arn: (subject) =>
      `${arn('secretsmanager', (name) => `secret:${name}`)(subject)}-${id(subject).slice(0, 6)}`,
    ref: (_, own) => own,
    attributes: { Id: Arn },
  },
  'AWS::SSM::Parameter': {
    named: 'Name',
    arn: arn('ssm', (name) => `parameter/${name.replace(/^\//, '')}`),
    attributes: { Type: ({ properties }) => properties.Type, Value: ({ properties }) => properties.Value },
  },
  'AWS::S3::Bucket': {
    named: 'BucketName',
    arn: ({ name }) => `arn:aws:s3:::${name}`,
    attributes: { Arn },
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    arn: arn('sns'),
    ref: (_, own) => own,
    attributes: { TopicArn: Arn, TopicName: name },
  },
  'AWS::ApiGateway::RestApi': {
    ref: id,
    arn: apiPath('restapis'),
    attributes: { RestApiId: id, RootResourceId: (subject) => `${id(subject)}-root` },
  },
  'AWS::ApiGateway::Resource': { ref: id, attributes: { ResourceId: id } },
  'AWS::ApiGateway::Method': { ref: id },
  'AWS::ApiGateway::Stage': { ref: ({ properties }) => String(properties.StageName) },
  'AWS::ApiGateway::ApiKey': {
    named: 'Name',
    ref: id,
    arn: apiPath('apikeys'),
    attributes: { APIKeyId: id },
  },
  'AWS::ApiGateway::UsagePlan': { ref: id, arn: apiPath('usageplans'), attributes: { Id: id } },
  'AWS::ApiGateway::UsagePlanKey': { ref: id, attributes: { Id: id } },
  'AWS::ApiGateway::GatewayResponse': { ref: id, attributes: { Id: id } },
};

const role: ResourceType = {
  named: 'RoleName',
  arn: ({ stack, name }) => `arn:aws:iam::${stack.account}:role/${name}`,
  attributes: { Arn, RoleId: id },
};

/**
 * Resource types without effect here: permissions, logs, alarms, dashboards, deployments. References to them resolve.
 * A type in neither list stops the start.
 */
export const referencedOnly: Record<string, ResourceType> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': { named: 'PolicyName' },
  'AWS::IAM::ManagedPolicy': { ref: id },
  'AWS::KMS::Key': { ref: id, arn: arn('kms', (name) => `key/${name}`), attributes: { Arn, KeyId: id } },
  'AWS::KMS::Alias': { named: 'AliasName' },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    arn: arn('logs', (name) => `log-group:${name}:*`),
    attributes: { Arn },
  },
  'AWS::Logs::MetricFilter': {},
  'AWS::Logs::QueryDefinition': {},
  'AWS::Logs::ResourcePolicy': {},
  'AWS::CloudWatch::Alarm': {
    named: 'AlarmName',
    arn: arn('cloudwatch', (name) => `alarm:${name}`),
    attributes: { Arn },
  },
  'AWS::CloudWatch::CompositeAlarm': {
    named: 'AlarmName',
    arn: arn('cloudwatch', (name) => `alarm:${name}`),
    attributes: { Arn },
  },
  'AWS::CloudWatch::Dashboard': { named: 'DashboardName' },
  'AWS::Budgets::Budget': {},
  'AWS::CE::AnomalyMonitor': { attributes: { MonitorArn: id } },
  'AWS::CE::AnomalySubscription': {},
  'AWS::SQS::QueuePolicy': { attributes: { Id: id } },
  'AWS::S3::BucketPolicy': {},
  // There is no Athena here. Any Parquet reader can open the files.
  'AWS::Glue::Database': {},
  'AWS::Glue::Table': {},
  'AWS::SNS::TopicPolicy': { attributes: { Id: id } },
  'AWS::SNS::Subscription': {},
  'AWS::Events::EventBusPolicy': {},
  'AWS::Lambda::Permission': {},
  'AWS::ApiGateway::Account': {},
  'AWS::ApiGateway::Deployment': { ref: id, attributes: { DeploymentId: id } },
  'AWS::SecretsManager::ResourcePolicy': {},
  'AWS::CDK::Metadata': {},
};
