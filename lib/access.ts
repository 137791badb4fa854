import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Names } from './names.ts';

type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';
type EventStoreAction = Exclude<TableAction, 'DeleteItem'>;

/** Sparse indexes but for `byPlant`; each is keyed by a plant and sorted by arrival, `told` by what it is about. */
export type EventStoreIndex = 'outbox' | 'attention' | 'byPlant' | 'told';

/** Sparse: keyed by business keys. */
export type FeedIndex = 'named';

/** Records that end, by their partition keys (`lambdas/store/items.ts`): gates and gatherings of streams, states of lanes. */
const passing = { orderingKeys: 'STREAM#*', plantQueues: 'LANES' };

/** Partition keys of the crosswalk (`lambdas/posting/code-mapping/dynamo-code-mapping.ts`): codes of a plant, or of every plant. */
const codesOf = (plant: string) => `CODES#${plant}`;

/** Partition keys of the feeds' table (`lambdas/outbound/feed/dynamo-feed.ts`): what partners acknowledged. */
const acknowledged = ['CONSUMERS#*', 'REFERENCES#*'];
/** Partition keys of how far webhooks got (`lambdas/outbound/webhooks/webhook-state.ts`), beside the feeds themselves. */
const webhookLines = 'WEBHOOK#*';

/** A statement, and where its resources hold a wildcard, why no narrower one will do. */
export interface Grant {
  statement: PolicyStatement;
  wildcard?: string;
}

const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) => ({
  statement: new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }),
});

/** Only items whose partition keys are like these. */
const underKeys = (...keys: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  // "ForAllValues" alone also holds for a request without the key.
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** What a function may do, in the gateway's words; each is the least that serves. */
export const accessIn = (scope: Construct, names: Names) => {
  const stack = Stack.of(scope);
  const arnOf = (arnFormat: ArnFormat) => (service: string, resource: string, resourceName?: string) =>
    stack.formatArn({ service, resource, arnFormat, ...(resourceName ? { resourceName } : {}) });
  const named = arnOf(ArnFormat.NO_RESOURCE_NAME);
  const slashed = arnOf(ArnFormat.SLASH_RESOURCE_NAME);
  const coloned = arnOf(ArnFormat.COLON_RESOURCE_NAME);

  const bucketArnOf = (bucketName: string) =>
    stack.formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: bucketName,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  const bucketArn = bucketArnOf(names.dropBucket(stack));
  const holdMachineArn = coloned('states', 'stateMachine', names.holdMachine);

  const dispatchFunctionArn = coloned('lambda', 'function', names.dispatchFunction);
  const runMachineArn = coloned('states', 'stateMachine', names.runMachine);

  const table = (name: string, actions: TableAction[], conditions?: Record<string, unknown>): Grant =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      [slashed('dynamodb', 'table', name)],
      conditions,
    );

  return {
    eventStore: (actions: EventStoreAction[]): Grant => table(names.eventStore, actions),
    eventStoreIndexes: (...indexes: EventStoreIndex[]): Grant =>
      allow(
        ['dynamodb:Query'],
        indexes.map((index) => slashed('dynamodb', 'table', `${names.eventStore}/index/${index}`)),
      ),
    /** Whatever the code does: IAM lets no function delete an event. */
    endInEventStore: (...records: (keyof typeof passing)[]): Grant =>
      table(names.eventStore, ['DeleteItem'], underKeys(...records.map((record) => passing[record]))),
    /** A lane learns its own plant's codes and no other's. */
    readCodeMappings: (): Grant => table(names.codeMapping, ['Query'], underKeys(codesOf('*'))),
    lookUpCodes: (): Grant => table(names.codeMapping, ['BatchGetItem'], underKeys(codesOf('*'))),
    readCodeMapping: (plant: string): Grant =>
      table(names.codeMapping, ['BatchGetItem'], underKeys(codesOf(plant))),
    /** Entries come and go; what was imported, by whom and when, IAM lets nobody delete. */
    keepCodeMapping: (): Grant[] => [
      table(names.codeMapping, ['BatchGetItem', 'Query', 'PutItem']),
      table(names.codeMapping, ['DeleteItem'], underKeys(codesOf('*'))),
    ],
    /** Lots at the gate stay: their rounds are counted on. */
    keepHolds: (): Grant => table(names.gate, ['GetItem', 'PutItem']),
    /** Append-only: no function may change or remove what was written, and none reads what it adds to but by asking. */
    addToAudit: (): Grant[] => [
      table(names.audit, ['PutItem']),
      {
        ...allow(['s3:PutObject'], [`${bucketArnOf(names.auditBucket(stack))}/plant=*`]),
        wildcard: 'An object for every entry, in the folders of plant and day.',
      },
    ],
    /** Replaces partitions as wholes, and reads nothing back. */
    writeHistory: (): Grant => ({
      ...allow(
        ['s3:PutObject', 's3:DeleteObject'],
        [`${bucketArnOf(names.analyticsBucket(stack))}/history/*`],
      ),
      wildcard: 'An object for every dataset, plant and day.',
    }),
    /** Reports stay as they were written; only an approval is entered with a line. */
    keepReports: (): Grant => table(names.reconciliation, ['GetItem', 'PutItem', 'Query']),
    readReports: (): Grant => table(names.reconciliation, ['GetItem', 'Query']),
    approveInReports: (): Grant => table(names.reconciliation, ['GetItem', 'Query', 'UpdateItem']),
    readAudit: (): Grant => table(names.audit, ['Query']),
    /** Messages, and how things stand by them. */
    readFeed: (): Grant => table(names.feed, ['GetItem', 'Query']),
    findInFeed: (): Grant[] => [
      table(names.feed, ['BatchGetItem']),
      allow(['dynamodb:Query'], [slashed('dynamodb', 'table', `${names.feed}/index/named`)]),
    ],
    /** What partners read, no partner's call can change: only how far they are. */
    acknowledgeFeed: (): Grant => table(names.feed, ['PutItem'], underKeys(...acknowledged)),
    /** How far webhooks got, and nothing of the feeds. */
    keepWebhookLines: (): Grant => table(names.feed, ['PutItem'], underKeys(webhookLines)),
    webhookRecords: (): Grant => {
      const path = slashed('ssm', 'parameter', names.webhookPath.slice(1, -1));
      return {
        ...allow(['ssm:GetParameter', 'ssm:GetParametersByPath'], [path, `${path}/*`]),
        wildcard: 'One parameter per partner with a webhook.',
      };
    },
    webhookSecrets: (...more: 'PutSecretValue'[]): Grant => ({
      ...allow(
        (['GetSecretValue', ...more] as const).map((action) => `secretsmanager:${action}`),
        [coloned('secretsmanager', 'secret', names.webhookSecret('*'))],
      ),
      wildcard: 'One secret per partner with a webhook.',
    }),
    /** Starts executions of the gate and answers those that wait. */
    runHolds: (): Grant =>
      allow(
        [
          'states:StartExecution',
          'states:SendTaskSuccess',
          'states:SendTaskFailure',
          'states:SendTaskHeartbeat',
        ],
        [holdMachineArn],
      ),
    /** Writers of feeds add and never take away; only which things are open is forgotten again. */
    writeFeeds: (): Grant[] => [
      table(names.feed, ['GetItem', 'BatchGetItem', 'Query', 'PutItem']),
      table(names.feed, ['DeleteItem'], underKeys('MARK#*')),
    ],
    /** Says that the feed of a plant grew. */
    invokeWebhooks: (): Grant =>
      allow(['lambda:InvokeFunction'], [coloned('lambda', 'function', names.webhooksFunction)]),
    /** Asks for a look at Odoo for a plant. */
    invokeDispatch: (): Grant => allow(['lambda:InvokeFunction'], [dispatchFunctionArn]),
    /** Runs are written and never removed: they end by their time to live. */
    keepRuns: (): Grant => table(names.runs, ['GetItem', 'Query', 'PutItem']),
    readRuns: (): Grant => table(names.runs, ['Query']),
    startRuns: (): Grant => allow(['states:StartExecution'], [runMachineArn]),
    idempotency: (): Grant => table(names.idempotency, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']),
    /** The next parked event of a stream to the lane; what cannot be read to the dead letters. */
    sendToPlantQueue: (plant: string): Grant =>
      allow(
        ['sqs:SendMessage'],
        [names.plantQueue(plant), names.deadQueue(plant)].map((queue) => named('sqs', queue)),
      ),
    sendToPlantQueues: (): Grant => ({
      ...allow(['sqs:SendMessage'], [named('sqs', names.plantQueue('*'))]),
      wildcard: 'Lanes come and go with their own stacks; a list of them would exceed a policy’s size.',
    }),
    partnerRecords: (): Grant => ({
      ...allow(['ssm:GetParameter'], [slashed('ssm', 'parameter', `${names.partnerPath.slice(1)}*`)]),
      wildcard: 'One parameter per partner, named by the id API Gateway gives to its key.',
    }),
    publish: (): Grant => allow(['events:PutEvents'], [slashed('events', 'event-bus', names.bus)]),
    /** Secrets Manager appends a hyphen and six characters of its own to a secret's name. */
    odooSecret: (): Grant =>
      allow(
        ['secretsmanager:GetSecretValue'],
        [coloned('secretsmanager', 'secret', `${names.odooSecret}-??????`)],
      ),
    /** Which look is asked for; and the word by which a hint is known. */
    takeHints: (): Grant[] => [
      table(names.feed, ['PutItem'], underKeys('HINT#*')),
      allow(
        ['secretsmanager:GetSecretValue'],
        [coloned('secretsmanager', 'secret', `${names.hintSecret}-??????`)],
      ),
      allow(['lambda:InvokeFunction'], [dispatchFunctionArn]),
    ],
    switchPlantQueues: (): Grant => ({
      ...allow(['lambda:UpdateEventSourceMapping'], [coloned('lambda', 'event-source-mapping', '*')], {
        ArnLike: { 'lambda:FunctionArn': coloned('lambda', 'function', names.postFunction('*')) },
      }),
      wildcard:
        'Ids of event source mappings are AWS’s; the condition narrows them to those of post functions.',
    }),
    findPlantQueues: (): Grant => ({
      ...allow(['lambda:ListEventSourceMappings'], ['*']),
      wildcard: 'Listing has no resource type in IAM.',
    }),
    dropFolders: (): Grant[] => {
      const object = (pattern: string) => `${bucketArn}/*/in/${pattern}`;
      const wildcard = 'Partners name their files; folders come with plants, systems and mappings.';
      return [
        // Without it S3 answers 403, not 404, for a version that is gone.
        allow(['s3:ListBucket'], [bucketArn]),
        { ...allow(['s3:GetObjectVersion'], [object('*')]), wildcard },
        // What it is told of it can neither change nor remove: only what it writes beside it.
        { ...allow(['s3:PutObject'], [object('*.errors.csv'), object('*.result.json')]), wildcard },
        { ...allow(['s3:DeleteObject'], [object('*.errors.csv')]), wildcard },
      ];
    },
    holdMachineArn,
    dispatchFunctionArn,
    runMachineArn,
    hintSecretArn: coloned('secretsmanager', 'secret', names.hintSecret),
    odooSecretArn: coloned('secretsmanager', 'secret', names.odooSecret),
    plantQueueUrl: (plant: string) =>
      `https://sqs.${stack.region}.${stack.urlSuffix}/${stack.account}/${names.plantQueue(plant)}`,
  };
};

/** An ARN as cdk-nag writes it in the id of a finding. */
export const findingOf = (scope: Construct, arn: string): string => {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
};
