import { z } from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { flag, propertySchema, readProperties } from '../template/resource.ts';

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const index = z.looseObject({ IndexName: z.string(), KeySchema: keys, Projection: z.unknown() });
// Capacity, backups and encryption do not change what a program reads and writes.
const ignored = [
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'Replicas',
  'ResourcePolicy',
  'SSESpecification',
  'TableClass',
  'Tags',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
] as const;

const tableProperties = propertySchema(
  {
    TableName: z.string().optional(),
    AttributeDefinitions: z.array(z.unknown()),
    KeySchema: keys,
    BillingMode: z.string().optional(),
    GlobalSecondaryIndexes: z.array(index).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  },
  ignored,
);

type Index = z.output<typeof index>;
const bare = (indexes: Index[] | undefined) =>
  indexes?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));

/** Creates missing tables. Existing tables keep their data and their schema. */
export async function createTables(
  deployment: Deployment,
  endpoint: string,
  log: (line: string) => void,
): Promise<void> {
  const tables = [...deployment.all('AWS::DynamoDB::Table'), ...deployment.all('AWS::DynamoDB::GlobalTable')];
  if (tables.length === 0) return;
  const { TableNames } = await call<{ TableNames: string[] }>(endpoint, 'ListTables', {});
  for (const table of tables.filter(({ name }) => !TableNames.includes(name))) {
    const given = readProperties(tableProperties, table);
    await call(endpoint, 'CreateTable', {
      TableName: table.name,
      AttributeDefinitions: given.AttributeDefinitions,
      KeySchema: given.KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: bare(given.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: bare(given.LocalSecondaryIndexes),
    });
    if (!given.TimeToLiveSpecification?.Enabled) continue;
    await call(endpoint, 'UpdateTimeToLive', {
      TableName: table.name,
      TimeToLiveSpecification: given.TimeToLiveSpecification,
      // dynalite has no TTL. Neither emulator deletes expired items, and AWS may take days. Readers must not rely on it.
    }).catch((error: Error) => log(`${table.name}: no time to live here (${error.message})`));
  }
}

/** The SDK client would cost 20 MB for three calls. The emulators require a signature but do not check it. */
async function call<Answer>(endpoint: string, operation: string, input: unknown): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(input),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${answer}`);
  return JSON.parse(answer) as Answer;
}
