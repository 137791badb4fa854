import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, serveAws } from '../src/aws-endpoint.ts';
import { ManualClock } from '../src/clock.ts';
import { s3Api } from '../src/s3/api.ts';
import type { ObjectCreatedEvent } from '../src/s3/buckets.ts';
import { Buckets } from '../src/s3/buckets.ts';
import { openStorage } from '../src/storage.ts';
import { resources } from './deployment-of.ts';

const versioned = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: 'files',
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  },
};
const locked = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    BucketName: 'locked',
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
    },
  },
};
const plain = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'plain' } };

describe('a bucket on this machine', () => {
  let folder: string;
  let endpoint: AwsEndpoint;
  let database: ReturnType<typeof openStorage>;
  let s3: S3Client;
  let announced: ObjectCreatedEvent[];
  let clock: ManualClock;

  const open = async () => {
    database = openStorage(folder);
    endpoint = await serveAws();
    const buckets = new Buckets(resources({ versioned, plain, locked }), {
      database,
      clock,
      publishEvent: (event) => void announced.push(event),
    });
    endpoint.use({}, [s3Api(buckets)]);
    s3 = new S3Client({
      endpoint: endpoint.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  };
  const close = async () => {
    await endpoint.stop();
    database.close();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 's3-'));
    announced = [];
    clock = new ManualClock();
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  const put = (key: string, body: string, bucket = 'files') =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'text/csv' }));
  const read = async (key: string, more: { VersionId?: string; Range?: string } = {}, bucket = 'files') => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...more }));
    return Body?.transformToString();
  };

  it('gives back what was put, by its name as it is, and keeps it over a restart', async () => {
    const key = 'lyon/mes/søknad & co/in/a b+c.csv';
    const { VersionId } = await put(key, 'a;b\n1;é\n');
    await close();
    await open();
    const found = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
    expect(await found.Body?.transformToString()).toBe('a;b\n1;é\n');
    expect(found).toMatchObject({ VersionId, ContentType: 'text/csv', ContentLength: 9 });
    expect(found.LastModified).toEqual(new Date('2026-11-23T08:00:00Z'));
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'files', Key: key }))).toMatchObject({
      ContentLength: 9,
      ETag: found.ETag,
    });
  });

  it('keeps every version, also behind a marker of deletion', async () => {
    const first = await put('k', 'one');
    const second = await put('k', 'two');
    expect(await read('k')).toBe('two');
    expect(await read('k', { VersionId: first.VersionId ?? '' })).toBe('one');
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'k' }));
    expect(deleted.DeleteMarker).toBe(true);
    await expect(read('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read('k', { VersionId: deleted.VersionId ?? '' })).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    expect(await read('k', { VersionId: second.VersionId ?? '' })).toBe('two');
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'k', VersionId: second.VersionId ?? '' }));
    await expect(read('k', { VersionId: second.VersionId ?? '' })).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
  });

  it('replaces and forgets where it keeps no versions', async () => {
    expect((await put('k', 'one', 'plain')).VersionId).toBeUndefined();
    await put('k', 'two', 'plain');
    expect(await read('k', {}, 'plain')).toBe('two');
    await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'k' }));
    await expect(read('k', {}, 'plain')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(announced).toEqual([]);
  });

  it('announces a new object as S3 does to EventBridge', async () => {
    const { VersionId } = await put('a/b c.csv', 'four');
    expect(announced).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: {
          bucket: { name: 'files' },
          object: { key: 'a/b c.csv', size: 4, 'version-id': VersionId },
          reason: 'PutObject',
        },
      },
    ]);
  });

  it('takes a stream, which the SDK cuts into chunks', async () => {
    const body = 'x'.repeat(200_000);
    const stream = Readable.from([Buffer.from(body.slice(0, 70_000)), Buffer.from(body.slice(70_000))]);
    await s3.send(
      new PutObjectCommand({ Bucket: 'files', Key: 'stream', Body: stream, ContentLength: body.length }),
    );
    expect(await read('stream')).toBe(body);
    expect(announced).toMatchObject([{ detail: { object: { size: body.length } } }]);
  });

  it('reads a range', async () => {
    await put('k', '0123456789');
    expect(await read('k', { Range: 'bytes=2-4' })).toBe('234');
    expect(await read('k', { Range: 'bytes=-3' })).toBe('789');
    await expect(read('k', { Range: 'bytes=20-30' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('lists current objects below a prefix, page by page', async () => {
    for (const key of ['a/1', 'a/2', 'a/3', 'b/1', 'a%/&']) await put(key, key);
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a/2' }));
    const keys: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: 'files', Prefix: 'a', MaxKeys: 1, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(['a%/&', 'a/1', 'a/3']);
  });

  it('puts only what is not there when asked to', async () => {
    const once = () =>
      s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'k', Body: 'one', IfNoneMatch: '*' }));
    await once();
    await expect(once()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('deletes no locked version before its time; a marker hides it', async () => {
    const { VersionId } = await put('k', 'one', 'locked');
    const found = await s3.send(new HeadObjectCommand({ Bucket: 'locked', Key: 'k' }));
    expect(found).toMatchObject({
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: new Date('2026-12-23T08:00:00Z'),
    });
    const hidden = await s3.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'k' }));
    expect(hidden.DeleteMarker).toBe(true);
    const forGood = () =>
      s3.send(
        new DeleteObjectCommand({ Bucket: 'locked', Key: 'k', VersionId, BypassGovernanceRetention: true }),
      );
    await expect(forGood()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await read('k', { VersionId: VersionId ?? '' }, 'locked')).toBe('one');
    clock.advance(30 * 86_400_000);
    await forGood();
    await expect(read('k', { VersionId: VersionId ?? '' }, 'locked')).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
  });

  it('locks a version as its upload asks, where the bucket can', async () => {
    const asked = (Bucket: string) =>
      s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'k',
          Body: 'one',
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: new Date('2027-11-23T08:00:00Z'),
        }),
      );
    await expect(asked('plain')).rejects.toMatchObject({ name: 'InvalidRequest' });
    const { VersionId } = await asked('locked');
    const remove = (BypassGovernanceRetention?: boolean) =>
      s3.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'k', VersionId, BypassGovernanceRetention }));
    await expect(remove()).rejects.toMatchObject({ name: 'AccessDenied' });
    await remove(true);
  });

  it('says what it has not and what it cannot', async () => {
    await expect(read('k', {}, 'nowhere')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'nothing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(
      s3.send(new ListObjectsV2Command({ Bucket: 'files', Delimiter: '/' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
