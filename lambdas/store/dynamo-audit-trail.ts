import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awsCalls } from '../platform/aws.ts';
import { conditionally } from '../platform/dynamo.ts';
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
  table: string,
  archive?: AuditArchive,
): AuditTrail => ({
  async write(entry) {
    const key = entryKey(entry);
    const text = JSON.stringify(entry);
    // The archive comes first, so every entry in the table is in the archive too.
    await archive?.keep(archiveName(entry, key), text);
    await conditionally(() =>
      client.send(
        new PutCommand({
          TableName: table,
          Item: { pk: partitionOf(entry), sk: key, entry: text },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  },
  async read(lot, limit, after) {
    const pk = partitionOf(lot);
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: limit,
        ...(after && { ExclusiveStartKey: { pk, sk: after } }),
      }),
    );
    return {
      entries: Items.map((item) => readEntry(lot, String(item.sk), String(item.entry))),
      ...(LastEvaluatedKey && { next: String(LastEvaluatedKey.sk) }),
    };
  },
});

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
