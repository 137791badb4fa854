import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsCalls } from '../runtime/aws.ts';
import type { AuditArchive } from './dynamo-audit-trail.ts';

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
