import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { historyFolder } from '../../datasets/define-dataset.ts';
import { awsCalls } from '../runtime/aws.ts';
import type { Lake, Partition } from './lake.ts';
import { parquetOf } from './parquet.ts';

/** Names as Hive writes them: every tool reads plant and day out of the path. */
export const partitionKey = (dataset: string, { plant, day }: Partition): string =>
  `${historyFolder}/${dataset}/plant=${plant}/day=${day}/data.parquet`;

/** A file of a busy day takes longer than the small calls that other functions make. */
const patient = { ...awsCalls, requestHandler: { ...awsCalls.requestHandler, requestTimeout: 60_000 } };

/** One object is one partition: S3 shows readers the old one or the new one, and no partition of two halves. */
export const s3Lake = (bucket: string, client = new S3Client(patient)): Lake => ({
  async replace(dataset, partition, portions) {
    const Key = partitionKey(dataset.name, partition);
    const { bytes, rows } = await parquetOf(dataset, portions);
    if (rows === 0) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    else
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key,
          Body: bytes,
          ContentType: 'application/vnd.apache.parquet',
        }),
      );
    return { rows };
  },
});
