import { randomUUID } from 'node:crypto';
import type { Bucket, StoredObject } from './buckets.ts';

/** A new object, as S3 tells EventBridge. */
export interface Announcement {
  source: 'aws.s3';
  'detail-type': 'Object Created';
  resources: string[];
  detail: object;
}

export const announcement = (bucket: Bucket, object: StoredObject): Announcement => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: [bucket.arn],
  detail: {
    version: '0',
    bucket: { name: bucket.name },
    object: {
      key: object.key,
      size: object.body.length,
      etag: object.etag,
      ...(bucket.versioned && { 'version-id': object.version }),
      sequencer: object.modified.toString(16).toUpperCase().padStart(18, '0'),
    },
    'request-id': randomUUID().slice(0, 16).toUpperCase(),
    requester: bucket.arn.split(':')[4] || '000000000000',
    'source-ip-address': '127.0.0.1',
    reason: 'PutObject',
  },
});
