import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { batchGet, conditionally } from '../../platform/dynamo.ts';
import { type CodeMappingEntry, type CodeMappingTable, codeKey, type ImportRecord } from './code-mapping.ts';

/** Partition keys. IAM limits the functions' rights by them (`lib/access.ts`). */
const codesOf = (plant: string) => `CODES#${plant}`;
const importsOf = (plant: string) => `IMPORTS#${plant}`;

const entryOf = ({ kind, code, odooCode }: Record<string, unknown>) =>
  ({ kind, code, odooCode }) as CodeMappingEntry;

/** The code mapping in a DynamoDB table (keys `pk`, `sk`). */
export const dynamoCodeMapping = (client: DynamoDBDocumentClient, table: string): CodeMappingTable => {
  const query = (pk: string, more: Partial<QueryCommandInput>) =>
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...more,
      }),
    );
  return {
    async lookUp(plant, codes) {
      const keys = [...new Set(codes.map(codeKey))].map((sk) => ({ pk: codesOf(plant), sk }));
      const items = await batchGet(client, table, keys);
      return new Map(items.map(({ sk, odooCode }) => [String(sk), String(odooCode)]));
    },
    async page(plant, limit, after) {
      const { Items = [], LastEvaluatedKey } = await query(codesOf(plant), {
        Limit: limit,
        ...(after && { ExclusiveStartKey: { pk: codesOf(plant), sk: after } }),
      });
      return {
        entries: Items.map(entryOf),
        ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }),
      };
    },
    async put(plant, entry, change) {
      const Item = { pk: codesOf(plant), sk: codeKey(entry), ...entryOf({ ...entry }), ...change };
      await client.send(new PutCommand({ TableName: table, Item }));
    },
    async remove(plant, code) {
      const Key = { pk: codesOf(plant), sk: codeKey(code) };
      await client.send(new DeleteCommand({ TableName: table, Key }));
    },
    async recordImport(record) {
      const part = String(record.part).padStart(6, '0');
      const sk = `${record.startedAt}#${record.importId}#${part}`;
      await conditionally(() =>
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: importsOf(record.plant), sk, ...record },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
    },
    async imports(plant, limit) {
      const { Items = [] } = await query(importsOf(plant), { ScanIndexForward: false, Limit: limit });
      return Items.map(({ pk, sk, ...record }) => record as unknown as ImportRecord);
    },
  };
};
