import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awsCalls } from '../platform/aws.ts';
import { conditionally } from '../platform/dynamo.ts';
import { type AuditTrail, entryKey, lotHash, type OfLot, readEntry } from './audit-trail.ts';

const partitionOf = (lot: OfLot): string => `LOT#${lot.plant}#${lotHash(lot)}`;

/** Where an entry is kept for good, before the table has it. */
export interface AuditArchive {
  keep(name: string, text: string): Promise<void>;
}

/** Folder and name of an entry in the archive. */
export const archiveName = (lot: OfLot, key: string): string =>
  `plant=${lot.plant}/date=${key.slice(0, 10)}/${lotHash(lot)}/${key}.json`;

/** Entries in DynamoDB, as text: so they are read back to the letter. */
export const dynamoAuditTrail = (
  client: DynamoDBDocumentClient,
  table: string,
  archive?: AuditArchive,
): AuditTrail => ({
  async write(entry) {
    const key = entryKey(entry);
    const text = JSON.stringify(entry);
    // The archive first: what the table shows, nobody can have removed from it.
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

/** Objects that are written once; in prod a lock of the bucket keeps them from everybody for years. */
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
      // It is there already: its name holds the hash of its content.
      if (error instanceof Error && error.name === 'PreconditionFailed') return;
      throw error;
    }
  },
});
