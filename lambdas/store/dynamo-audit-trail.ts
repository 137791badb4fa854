import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsCalls } from '../platform/aws.ts';
import { DynamoTable, ifAbsent } from '../platform/dynamo.ts';
import { type AuditTrail, entryKey, type LotRef, lotHash, readEntry } from './audit-trail.ts';

/** Keeps every entry for good. It gets an entry before the table does. */
export interface AuditArchive {
  keep(name: string, text: string): Promise<void>;
}

/** Name of an entry's object in the archive, with its folders. */
export const archiveName = (lot: LotRef, key: string): string =>
  `plant=${lot.plant}/date=${key.slice(0, 10)}/${lotHash(lot)}/${key}.json`;

/**
 * Audit entries in a DynamoDB table, and in the archive when there is one. An entry is stored as JSON text, so it is read
 * back exactly as it was written.
 */
export const dynamoAuditTrail = (
  client: DynamoDBDocumentClient,
  name: string,
  archive?: AuditArchive,
): AuditTrail => {
  const table = new DynamoTable(client, name);
  return {
    async write(entry) {
      const key = entryKey(entry);
      const text = JSON.stringify(entry);
      // The archive comes first, so every entry in the table is in the archive too.
      await archive?.keep(archiveName(entry, key), text);
      await table.put({ pk: partitionOf(entry), sk: key, entry: text }, ifAbsent);
    },
    async read(lot, limit, after) {
      const pk = partitionOf(lot);
      const { Items, LastEvaluatedKey } = await table.query({
        key: 'pk = :pk',
        values: { ':pk': pk },
        limit,
        from: after ? { pk, sk: after } : undefined,
      });
      return {
        entries: Items.map((item) => readEntry(lot, String(item.sk), String(item.entry))),
        keys: Items.map(({ sk }) => String(sk)),
        ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }),
      };
    },
  };
};

const partitionOf = (lot: LotRef): string => `LOT#${lot.plant}#${lotHash(lot)}`;

/** The archive in an S3 bucket. Each object is written once. In prod an object lock protects it for years. */
export const s3AuditArchive = (bucket: string, client = new S3Client(awsCalls)): AuditArchive => ({
  async keep(name, text) {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: name,
          Body: text,
          ContentType: 'application/json',
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      // The object exists, and its content is the same: its name holds the content's hash.
      if (error instanceof Error && error.name === 'PreconditionFailed') return;
      throw error;
    }
  },
});
