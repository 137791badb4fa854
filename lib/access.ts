import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { liveOf, type Names } from './names.ts';

type TableAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';
type EventStoreAction = Exclude<TableAction, 'DeleteItem'>;

/**
 * Indexes of the event store, by plant and arrival; `told` by plant and the time that an event is about. All but `byPlant`
 * are sparse.
 */
export type EventStoreIndex = 'outbox' | 'attention' | 'byPlant' | 'told';

/** Sparse index of the feeds' table, by business key. */
export type FeedIndex = 'named';

/**
 * Partition keys of records that may be deleted (`lambdas/store/items.ts`): blocked ordering keys, aggregations, and states
 * of plant queues. The stored names are old.
 */
const deletable = { orderingKeys: 'STREAM#*', plantQueues: 'LANES' };

/** Partition key of a plant's code mapping (`lambdas/posting/code-mapping/dynamo-code-mapping.ts`); `*` for every plant. */
const codesOf = (plant: string) => `CODES#${plant}`;

/** Partition keys of partners' acknowledgements in the feeds' table (`lambdas/outbound/feed/dynamo-feed.ts`). */
const acknowledged = ['CONSUMERS#*', 'REFERENCES#*'];
/** Partition keys of webhooks' states in the feeds' table (`lambdas/outbound/webhooks/webhook-state.ts`). */
const webhookStates = 'WEBHOOK#*';
/** Partition keys of what polls remember in the feeds' table (`lambdas/outbound/feed/dynamo-feed.ts`). */
const pollStates = ['HEAD#*', 'MARK#*'];

/** An IAM statement. With a wildcard in its resources it also says why no narrower one is possible. */
export interface Grant {
  statement: PolicyStatement;
  wildcard?: string;
  /** true: whoever has it calls Odoo, and must be where Odoo can be reached from */
  callsOdoo?: boolean;
}

const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) => ({
  statement: new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) }),
});

/** Condition: only items whose partition keys match these patterns. */
const underKeys = (...keys: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  // "ForAllValues" alone is also true for a request without the key.
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** All grants that functions may get. Each is the least that is sufficient. */
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

  const dispatchFunctionArn = liveOf(coloned('lambda', 'function', names.dispatchFunction));
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
    /** IAM lets no function delete an event, whatever its code does. */
    endInEventStore: (...records: (keyof typeof deletable)[]): Grant =>
      table(names.eventStore, ['DeleteItem'], underKeys(...records.map((record) => deletable[record]))),
    /** `readCodeMapping`: a plant's post function reads the codes of its own plant only. */
    readCodeMappings: (): Grant => table(names.codeMapping, ['Query'], underKeys(codesOf('*'))),
    lookUpCodes: (): Grant => table(names.codeMapping, ['BatchGetItem'], underKeys(codesOf('*'))),
    readCodeMapping: (plant: string): Grant =>
      table(names.codeMapping, ['BatchGetItem'], underKeys(codesOf(plant))),
    /** Entries may be deleted. The records of imports (what, by whom, when) may not. */
    keepCodeMapping: (): Grant[] => [
      table(names.codeMapping, ['BatchGetItem', 'Query', 'PutItem']),
      table(names.codeMapping, ['DeleteItem'], underKeys(codesOf('*'))),
    ],
    /** Hold records are never deleted: their count of rounds must continue. */
    keepHolds: (): Grant => table(names.gate, ['GetItem', 'PutItem']),
    /** Append-only: no function may change, remove or read entries with this grant. */
    addToAudit: (): Grant[] => [
      table(names.audit, ['PutItem']),
      {
        ...allow(['s3:PutObject'], [`${bucketArnOf(names.auditBucket(stack))}/plant=*`]),
        wildcard: 'An object for every entry, in the folders of plant and day.',
      },
    ],
    /** Replaces whole partitions, and reads nothing. */
    writeHistory: (): Grant => ({
      ...allow(
        ['s3:PutObject', 's3:DeleteObject'],
        [`${bucketArnOf(names.analyticsBucket(stack))}/history/*`],
      ),
      wildcard: 'An object for every dataset, plant and day.',
    }),
    /** Writes reports and never changes them. */
    keepReports: (): Grant => table(names.reconciliation, ['GetItem', 'PutItem', 'Query']),
    readReports: (): Grant => table(names.reconciliation, ['GetItem', 'Query']),
    /** The only change of a report: an approval of a line. */
    approveInReports: (): Grant => table(names.reconciliation, ['GetItem', 'Query', 'UpdateItem']),
    readAudit: (): Grant => table(names.audit, ['Query']),
    /** Messages, and the current state of entities. */
    readFeed: (): Grant => table(names.feed, ['GetItem', 'Query']),
    findInFeed: (): Grant[] => [
      table(names.feed, ['BatchGetItem']),
      allow(['dynamodb:Query'], [slashed('dynamodb', 'table', `${names.feed}/index/named`)]),
    ],
    /** A partner's call can change its own position only, never a message. */
    acknowledgeFeed: (): Grant => table(names.feed, ['PutItem'], underKeys(...acknowledged)),
    /** States of webhooks only, no messages. */
    keepWebhookLines: (): Grant => table(names.feed, ['PutItem'], underKeys(webhookStates)),
    /** After a restore of Odoo: polls begin anew. Their watermarks and fingerprints only, no messages. */
    resetPolls: (): Grant[] => [
      table(names.feed, ['BatchGetItem']),
      table(names.feed, ['PutItem'], underKeys(...pollStates)),
    ],
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
    /** Starts executions of the quality hold, and continues those that wait. */
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
    /** Adds messages and never deletes them. Only the list of open entities (`MARK#`) may be deleted. */
    writeFeeds: (): Grant[] => [
      table(names.feed, ['GetItem', 'BatchGetItem', 'Query', 'PutItem']),
      table(names.feed, ['DeleteItem'], underKeys('MARK#*')),
    ],
    /** Wakes the webhooks after messages were added to a feed. */
    invokeWebhooks: (): Grant =>
      allow(['lambda:InvokeFunction'], [liveOf(coloned('lambda', 'function', names.webhooksFunction))]),
    /** Starts a poll of Odoo for a plant. */
    invokeDispatch: (): Grant => allow(['lambda:InvokeFunction'], [dispatchFunctionArn]),
    /** Runs are never deleted: they expire. */
    keepRuns: (): Grant => table(names.runs, ['GetItem', 'Query', 'PutItem']),
    readRuns: (): Grant => table(names.runs, ['Query']),
    startRuns: (): Grant => allow(['states:StartExecution'], [runMachineArn]),
    idempotency: (): Grant => table(names.idempotency, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']),
    /** Sends the next deferred event to the plant queue, and unreadable messages to the dead letters. */
    sendToPlantQueue: (plant: string): Grant =>
      allow(
        ['sqs:SendMessage'],
        [names.plantQueue(plant), names.deadQueue(plant)].map((queue) => named('sqs', queue)),
      ),
    sendToPlantQueues: (): Grant => ({
      ...allow(['sqs:SendMessage'], [named('sqs', names.plantQueue('*'))]),
      wildcard:
        'Plant queues come and go with their own stacks; a list of them would exceed a policy’s size.',
    }),
    partnerRecords: (): Grant => ({
      ...allow(['ssm:GetParameter'], [slashed('ssm', 'parameter', `${names.partnerPath.slice(1)}*`)]),
      wildcard: 'One parameter per partner, named by the id API Gateway gives to its key.',
    }),
    publish: (): Grant => allow(['events:PutEvents'], [slashed('events', 'event-bus', names.bus)]),
    /** Secrets Manager appends a hyphen and six characters to a secret's name in the ARN. */
    odooSecret: (): Grant => ({
      ...allow(
        ['secretsmanager:GetSecretValue'],
        [coloned('secretsmanager', 'secret', `${names.odooSecret}-??????`)],
      ),
      callsOdoo: true,
    }),
    /** Takes a change notification (old name: hint): notes it, reads the shared secret, and starts a poll. */
    takeChangeNotifications: (): Grant[] => [
      table(names.feed, ['PutItem'], underKeys('HINT#*')),
      allow(
        ['secretsmanager:GetSecretValue'],
        [coloned('secretsmanager', 'secret', `${names.hintSecret}-??????`)],
      ),
      allow(['lambda:InvokeFunction'], [dispatchFunctionArn]),
    ],
    switchPlantQueues: (): Grant => ({
      ...allow(['lambda:UpdateEventSourceMapping'], [coloned('lambda', 'event-source-mapping', '*')], {
        ArnLike: { 'lambda:FunctionArn': liveOf(coloned('lambda', 'function', names.postFunction('*'))) },
      }),
      wildcard:
        'Ids of event source mappings are AWS’s; the condition narrows them to those of post functions.',
    }),
    findPlantQueues: (): Grant => ({
      ...allow(['lambda:ListEventSourceMappings'], ['*']),
      wildcard: 'Listing has no resource type in IAM.',
    }),
    readDroppedFiles: (): Grant[] => {
      const object = (pattern: string) => `${bucketArn}/*/in/${pattern}`;
      const wildcard = 'Partners name their files; folders come with plants, systems and mappings.';
      return [
        // Without this right S3 answers 403, not 404, for a deleted version.
        allow(['s3:ListBucket'], [bucketArn]),
        { ...allow(['s3:GetObjectVersion'], [object('*')]), wildcard },
        // It can neither change nor delete a partner's file, only the results beside it.
        { ...allow(['s3:PutObject'], [object('*.errors.csv'), object('*.result.json')]), wildcard },
        { ...allow(['s3:DeleteObject'], [object('*.errors.csv')]), wildcard },
      ];
    },
    holdMachineArn,
    dispatchFunctionArn,
    runMachineArn,
    changeNotificationSecretArn: coloned('secretsmanager', 'secret', names.hintSecret),
    odooSecretArn: coloned('secretsmanager', 'secret', names.odooSecret),
    plantQueueArn: (plant: string) => named('sqs', names.plantQueue(plant)),
    plantQueueUrl: (plant: string) =>
      `https://sqs.${stack.region}.${stack.urlSuffix}/${stack.account}/${names.plantQueue(plant)}`,
  };
};

/** An ARN in the form that cdk-nag uses in the id of a finding. */
export const findingOf = (scope: Construct, arn: string): string => {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
};
