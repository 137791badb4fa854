import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { serveAws } from '../../local/cloud/aws-endpoint.ts';
import { systemClock } from '../../local/cloud/clock.ts';
import { s3Api } from '../../local/cloud/s3/api.ts';
import { Buckets } from '../../local/cloud/s3/buckets.ts';
import { openStorage } from '../../local/cloud/storage.ts';
import { resources } from '../local/cloud/deployment-of.ts';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A bucket of the local cloud, and what lies in it as another reader sees it. */
export const openLocalBucket = async (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'lake-'));
  const database = openStorage(folder);
  const endpoint = await serveAws();
  const declared = {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: name, VersioningConfiguration: { Status: 'Enabled' } },
  };
  const buckets = new Buckets(resources({ declared }), { database, clock: systemClock, announce: () => {} });
  endpoint.use({}, [s3Api(buckets)]);
  const s3 = new S3Client({ endpoint: endpoint.url, region: 'eu-central-1', credentials });
  const bytes = async (Key: string): Promise<ArrayBuffer> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key }));
    return new Uint8Array((await Body?.transformToByteArray()) ?? []).buffer;
  };
  return {
    name,
    url: endpoint.url,
    s3,
    bytes,
    rows: async (key: string) => parquetReadObjects({ file: await bytes(key) }),
    keys: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async close() {
      await endpoint.stop();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
};

export type LocalBucket = Awaited<ReturnType<typeof openLocalBucket>>;
