import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startLocalS3 } from '@odoo-plant-gateway/local-cloud/s3';
import { parquetReadObjects } from 'hyparquet';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A bucket of the local cloud, and what lies in it as another reader sees it. */
export const openLocalBucket = async (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'lake-'));
  const declared = {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: name, VersioningConfiguration: { Status: 'Enabled' } },
  };
  const bucket = await startLocalS3({ dataDir: folder, resources: { declared } });
  const s3 = new S3Client({ endpoint: bucket.url, region: 'eu-central-1', credentials });
  const bytes = async (Key: string): Promise<ArrayBuffer> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key }));
    return new Uint8Array((await Body?.transformToByteArray()) ?? []).buffer;
  };
  return {
    name,
    url: bucket.url,
    s3,
    bytes,
    rows: async (key: string) => parquetReadObjects({ file: await bytes(key) }),
    keys: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async close() {
      await bucket.stop();
      rmSync(folder, { recursive: true });
    },
  };
};

export type LocalBucket = Awaited<ReturnType<typeof openLocalBucket>>;
