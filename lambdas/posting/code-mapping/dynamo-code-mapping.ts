import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoTable, ifAbsent } from '../../platform/dynamo.ts';
import { type CodeMappingEntry, type CodeMappingTable, codeKey, type ImportRecord } from './code-mapping.ts';

/** Partition keys. IAM limits the functions' rights by them (`lib/access.ts`). */
const codesOf = (plant: string) => `CODES#${plant}`;
const importsOf = (plant: string) => `IMPORTS#${plant}`;

const entryOf = ({ kind, code, odooCode }: Record<string, unknown>) =>
  ({ kind, code, odooCode }) as CodeMappingEntry;

/** The code mapping in a DynamoDB table (keys `pk`, `sk`). */
export const dynamoCodeMapping = (client: DynamoDBDocumentClient, name: string): CodeMappingTable => {
  const table = new DynamoTable(client, name);
  return {
    async lookUp(plant, codes) {
      const items = await table.getAll(
        [...new Set(codes.map(codeKey))].map((sk) => ({ pk: codesOf(plant), sk })),
      );
      return new Map(items.map(({ sk, odooCode }) => [String(sk), String(odooCode)]));
    },
    async page(plant, limit, after) {
      const { Items, LastEvaluatedKey } = await table.query({
        key: 'pk = :pk',
        values: { ':pk': codesOf(plant) },
        limit,
        from: after ? { pk: codesOf(plant), sk: after } : undefined,
      });
      return {
        entries: Items.map(entryOf),
        ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }),
      };
    },
    async put(plant, entry, change) {
      await table.put({ pk: codesOf(plant), sk: codeKey(entry), ...entryOf({ ...entry }), ...change });
    },
    async remove(plant, code) {
      await table.delete({ pk: codesOf(plant), sk: codeKey(code) });
    },
    async recordImport(record) {
      const part = String(record.part).padStart(6, '0');
      const sk = `${record.startedAt}#${record.importId}#${part}`;
      await table.put({ pk: importsOf(record.plant), sk, ...record }, ifAbsent);
    },
    async imports(plant, limit) {
      const { Items } = await table.query({
        key: 'pk = :pk',
        values: { ':pk': importsOf(plant) },
        forward: false,
        limit,
      });
      return Items.map(({ pk, sk, ...record }) => record as unknown as ImportRecord);
    },
  };
};
