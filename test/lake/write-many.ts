// Run as a process of its own, so that what it needs is what it was given: rows of a day into a bucket.
import { S3Client } from '@aws-sdk/client-s3';
import { s3Lake } from '../../lambdas/analytics/lake.ts';
import { production, rowsInPortions } from './many-rows.ts';

const [url = '', bucket = '', count = ''] = process.argv.slice(2);
const s3 = new S3Client({
  endpoint: url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const partition = { plant: 'oslo', day: '2026-11-23' };
const { rows } = await s3Lake(bucket, s3).replace(production, partition, rowsInPortions(Number(count)));
process.stdout.write(JSON.stringify({ rows, peakMb: process.resourceUsage().maxRSS / 1024 }));
