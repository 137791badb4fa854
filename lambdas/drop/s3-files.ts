import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { awsCalls } from '../runtime/aws.ts';
import type { Files } from './files.ts';

/** Names of S3's errors for a version that was there and is no more; the last is what it says of a delete marker. */
const gone = ['NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed'];

export const s3Files = (bucket: string, client = new S3Client(awsCalls)): Files => ({
  async read(key, version, maxBytes) {
    try {
      const {
        Body,
        ContentLength = 0,
        ContentType = '',
      } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
      if (ContentLength > maxBytes) {
        if (Body instanceof Readable) Body.destroy();
        return 'too-large';
      }
      return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), contentType: ContentType };
    } catch (error) {
      if (error instanceof S3ServiceException && gone.includes(error.name)) return 'gone';
      throw error;
    }
  },
  async write(key, body, contentType) {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }),
    );
  },
  async remove(key) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
});
