import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AwsError } from '../aws-endpoint.ts';
import type { Clock } from '../clock.ts';
import { transaction } from '../storage.ts';
import type { Deployment } from '../template/deployment.ts';
import { flag, propertySchema, readProperties } from '../template/resource.ts';
import {
  type DefaultRetention,
  defaultRetention,
  lockProperties,
  ObjectLocks,
  type Retention,
} from './object-lock.ts';

const bucketProperties = propertySchema(
  {
    BucketName: z.string().optional(),
    ...lockProperties,
    VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
    NotificationConfiguration: z
      .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag.default(true) }) })
      .optional(),
  },
  // Objects never expire here.
  [
    'BucketEncryption',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
  ],
);

export interface Bucket {
  name: string;
  arn: string;
  versioned: boolean;
  publishesEvents: boolean;
  /** Object Lock is enabled */
  locks: boolean;
  retention: DefaultRetention | undefined;
}

export interface StoredObject {
  key: string;
  version: string;
  body: Buffer;
  contentType: string;
  etag: string;
  /** milliseconds since the epoch */
  modified: number;
}

export interface BucketsOptions {
  database: DatabaseSync;
  clock: Clock;
  publishEvent(event: ObjectCreatedEvent): void;
}

const missing = (code: string, message: string) => new AwsError(code, message, { status: 404 });

/** S3: the template's buckets. Objects and versions are kept in SQLite. */
export class Buckets {
  readonly #options: BucketsOptions;
  readonly #buckets: Map<string, Bucket>;
  readonly #locks: ObjectLocks;

  constructor(deployment: Deployment, options: BucketsOptions) {
    this.#options = options;
    this.#locks = new ObjectLocks(options.database);
    options.database.exec(`CREATE TABLE IF NOT EXISTS object (seq INTEGER PRIMARY KEY AUTOINCREMENT,
      bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, deleted INTEGER NOT NULL, body BLOB NOT NULL,
      content_type TEXT NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, UNIQUE (bucket, key, version));
      CREATE INDEX IF NOT EXISTS object_latest ON object (bucket, key, seq);`);
    this.#buckets = new Map(
      deployment.all('AWS::S3::Bucket').map((resource) => {
        const given = readProperties(bucketProperties, resource);
        const { name, arn } = resource;
        // Object Lock turns versioning on.
        const locks = given.ObjectLockEnabled;
        const versioned = locks || given.VersioningConfiguration?.Status === 'Enabled';
        const retention = defaultRetention(given);
        const publishesEvents =
          given.NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled === true;
        return [name, { name, arn, versioned, publishesEvents, locks, retention }];
      }),
    );
  }

  put(
    bucketName: string,
    key: string,
    body: Buffer,
    contentType: string,
    asked?: Retention | undefined,
  ): StoredObject {
    const bucket = this.#bucket(bucketName);
    if (asked && !bucket.locks)
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
    const object = {
      key,
      version: bucket.versioned ? randomUUID().replaceAll('-', '') : 'null',
      body,
      contentType,
      etag: createHash('md5').update(body).digest('hex'),
      modified: this.#options.clock.now(),
    };
    // One transaction: an object without its event would never be processed.
    transaction(this.#options.database, () => {
      this.#write(bucket, object, false);
      const lock = asked ?? retained(bucket, object.modified);
      if (lock) this.#locks.put(bucket.name, key, object.version, lock);
      if (bucket.publishesEvents) this.#options.publishEvent(objectCreatedEvent(bucket, object));
    });
    return object;
  }

  get(bucketName: string, key: string, version?: string): StoredObject {
    const { name } = this.#bucket(bucketName);
    const { database } = this.#options;
    const row =
      version === undefined
        ? database
            .prepare('SELECT * FROM object WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1')
            .get(name, key)
        : database
            .prepare('SELECT * FROM object WHERE bucket = ? AND key = ? AND version = ?')
            .get(name, key, version);
    if (!row && version !== undefined)
      throw missing('NoSuchVersion', 'The specified version does not exist.');
    if (row?.deleted && version !== undefined)
      throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
        status: 405,
      });
    if (!row || row.deleted) throw missing('NoSuchKey', 'The specified key does not exist.');
    return {
      key,
      version: String(row.version),
      body: Buffer.from(row.body as Uint8Array),
      contentType: String(row.content_type),
      etag: String(row.etag),
      modified: Number(row.modified),
    };
  }

  has(bucketName: string, key: string): boolean {
    try {
      return Boolean(this.get(bucketName, key));
    } catch {
      return false;
    }
  }

  retention(bucketName: string, { key, version }: StoredObject): Retention | undefined {
    return this.#locks.get(bucketName, key, version);
  }

  /** @returns the version of the delete marker, in a versioned bucket */
  remove(bucketName: string, key: string, version?: string, bypassGovernance = false): string | undefined {
    const bucket = this.#bucket(bucketName);
    const { database, clock } = this.#options;
    if (bucket.versioned && version === undefined) {
      const marker = randomUUID().replaceAll('-', '');
      const nothing = { body: Buffer.alloc(0), contentType: '', etag: '', modified: clock.now() };
      this.#write(bucket, { key, version: marker, ...nothing }, true);
      return marker;
    }
    this.#locks.checkRemoval([bucket.name, key, version ?? 'null'], clock.now(), bypassGovernance);
    database
      .prepare('DELETE FROM object WHERE bucket = ? AND key = ? AND version = ?')
      .run(bucket.name, key, version ?? 'null');
    return undefined;
  }

  /** Current objects in key order, starting after the key `after`. */
  list(
    bucketName: string,
    { prefix, after, limit }: { prefix: string; after: string; limit: number },
  ): { key: string; etag: string; size: number; modified: number }[] {
    const { name } = this.#bucket(bucketName);
    return this.#options.database
      .prepare(
        `SELECT key, etag, length(body) AS size, modified FROM object AS o
         WHERE bucket = ? AND key > ? AND substr(key, 1, length(?)) = ? AND deleted = 0
           AND seq = (SELECT max(seq) FROM object WHERE bucket = o.bucket AND key = o.key)
         ORDER BY key LIMIT ?`,
      )
      .all(name, after, prefix, prefix, limit)
      .map((row) => ({
        key: String(row.key),
        etag: String(row.etag),
        size: Number(row.size),
        modified: Number(row.modified),
      }));
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw missing('NoSuchBucket', 'The specified bucket does not exist');
    return bucket;
  }

  #write(bucket: Bucket, object: StoredObject, deleted: boolean): void {
    const { key, version, body, contentType, etag, modified } = object;
    this.#options.database
      .prepare(
        `INSERT OR REPLACE INTO object (bucket, key, version, deleted, body, content_type, etag, modified)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(bucket.name, key, version, deleted ? 1 : 0, body, contentType, etag, modified);
  }
}

const retained = ({ retention }: Bucket, from: number): Retention | undefined =>
  retention && { mode: retention.mode, until: from + retention.days * 86_400_000 };

/** The event that S3 sends to EventBridge for a new object. */
export interface ObjectCreatedEvent {
  source: 'aws.s3';
  'detail-type': 'Object Created';
  resources: string[];
  detail: object;
}

export const objectCreatedEvent = (bucket: Bucket, object: StoredObject): ObjectCreatedEvent => ({
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
