import { type Check, isObject, type TemplateResource } from './template.ts';

/**
 * Quotas of CloudFormation and of the services, checked by hand on 2026-11-29:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const most = { bytes: 1_000_000, resources: 500, parameters: 200, outputs: 200, description: 1024 };
/** Bytes of all names and values of a function's environment. */
const mostEnvironment = 4096;

/** Property, longest value, pattern, by resource type; only for values that are plain texts. */
const texts: Record<string, [property: string, longest: number, pattern?: RegExp][]> = {
  'AWS::CloudWatch::Alarm': [
    ['AlarmName', 255],
    ['AlarmDescription', 1024],
  ],
  'AWS::CloudWatch::CompositeAlarm': [
    ['AlarmName', 255],
    ['AlarmDescription', 1024],
    ['AlarmRule', 10_240],
  ],
  'AWS::DynamoDB::Table': [['TableName', 255, /^[a-zA-Z0-9_.-]{3,}$/]],
  'AWS::Events::EventBus': [['Name', 256, /^[/.\-_A-Za-z0-9]+$/]],
  'AWS::Events::Rule': [
    ['Name', 64, /^[.\-_A-Za-z0-9]+$/],
    ['Description', 512],
  ],
  'AWS::IAM::Role': [
    ['RoleName', 64, /^[\w+=,.@-]+$/],
    ['Description', 1000],
  ],
  'AWS::Lambda::Function': [
    ['FunctionName', 64, /^[a-zA-Z0-9-_]+$/],
    ['Description', 256],
  ],
  'AWS::Logs::LogGroup': [['LogGroupName', 512, /^[.\-_/#A-Za-z0-9]+$/]],
  'AWS::S3::Bucket': [['BucketName', 63, /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/]],
  'AWS::SNS::Topic': [['TopicName', 256, /^[A-Za-z0-9_-]+(\.fifo)?$/]],
  'AWS::SQS::Queue': [['QueueName', 80, /^[A-Za-z0-9_-]+(\.fifo)?$/]],
  'AWS::SSM::Parameter': [
    ['Name', 1011, /^[a-zA-Z0-9_.\-/]+$/],
    ['Description', 1024],
    ['Value', 4096],
  ],
  'AWS::Scheduler::Schedule': [
    ['Name', 64, /^[0-9a-zA-Z-_.]+$/],
    ['Description', 512],
  ],
  'AWS::SecretsManager::Secret': [
    ['Name', 512, /^[A-Za-z0-9/_+=.@-]+$/],
    ['Description', 2048],
  ],
  'AWS::StepFunctions::StateMachine': [['StateMachineName', 80, /^[A-Za-z0-9_-]+$/]],
  'AWS::EC2::SecurityGroup': [['GroupDescription', 255, /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/]],
};

/** Property, least and most, by resource type. */
const numbers: Record<string, [property: string, least: number, most: number][]> = {
  'AWS::Lambda::Function': [
    ['MemorySize', 128, 10_240],
    ['Timeout', 1, 900],
  ],
  'AWS::SQS::Queue': [
    ['VisibilityTimeout', 0, 43_200],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['DelaySeconds', 0, 900],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
  ],
  'AWS::Lambda::EventInvokeConfig': [
    ['MaximumEventAgeInSeconds', 60, 21_600],
    ['MaximumRetryAttempts', 0, 2],
  ],
};

const lengthOf = (value: unknown): number =>
  Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));

/** Sizes, counts, lengths of texts and ranges of numbers that the services refuse when a stack is deployed. */
export const limitFindings: Check = (template) => {
  const { Resources, Parameters = {}, Outputs = {}, Description = '' } = template;
  const counts: [string, number, number][] = [
    ['bytes', Buffer.byteLength(JSON.stringify(template, undefined, 1)), most.bytes],
    ['resources', Object.keys(Resources).length, most.resources],
    ['parameters', Object.keys(Parameters).length, most.parameters],
    ['outputs', Object.keys(Outputs).length, most.outputs],
    ['bytes of its description', Buffer.byteLength(Description), most.description],
  ];
  return [
    ...counts.flatMap(([what, count, limit]) =>
      count > limit ? [`template: has ${count} ${what}, and may have ${limit}`] : [],
    ),
    ...Object.entries(Resources).flatMap(([id, resource]) => [
      ...textFindings(id, resource),
      ...numberFindings(id, resource),
      ...environmentFindings(id, resource),
    ]),
  ];
};

const textFindings = (id: string, { Type, Properties = {} }: TemplateResource): string[] =>
  (texts[Type] ?? []).flatMap(([property, longest, pattern]) => {
    const value = Properties[property];
    if (typeof value !== 'string') return [];
    const place = `${id}.Properties.${property}`;
    if (value.length > longest) return [`${place}: has ${value.length} characters, and may have ${longest}`];
    return pattern && !pattern.test(value) ? [`${place}: ${value} has characters that are refused`] : [];
  });

const numberFindings = (id: string, { Type, Properties = {} }: TemplateResource): string[] =>
  (numbers[Type] ?? []).flatMap(([property, least, largest]) => {
    const value = Properties[property];
    return typeof value === 'number' && (value < least || value > largest)
      ? [`${id}.Properties.${property}: is ${value}, and may be ${least} to ${largest}`]
      : [];
  });

const environmentFindings = (id: string, { Type, Properties = {} }: TemplateResource): string[] => {
  if (Type !== 'AWS::Lambda::Function' || !isObject(Properties.Environment)) return [];
  const { Variables } = Properties.Environment;
  if (!isObject(Variables)) return [];
  const bytes = Object.entries(Variables).reduce(
    (sum, [name, value]) => sum + name.length + lengthOf(value),
    0,
  );
  return bytes > mostEnvironment
    ? [`${id}.Properties.Environment: has ${bytes} bytes, and may have ${mostEnvironment}`]
    : [];
};
