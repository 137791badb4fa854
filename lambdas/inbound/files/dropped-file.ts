import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { awsCalls } from '../../platform/aws.ts';

/** One version of a file that a partner dropped into its folder. */
export interface DroppedFile {
  key: string;
  /** key without the folders */
  name: string;
  version: string;
  plant: string;
  system: string;
  /** name of a CSV mapping, or of the format: `b2mml` */
  mapping: string;
  droppedAt: Date;
}

/** EventBridge's event of a new S3 object. Its key is not URL-encoded, unlike in S3's own notifications. */
const objectCreated = z.object({
  time: z.iso.datetime(),
  detail: z.object({ object: z.object({ key: z.string(), 'version-id': z.string().min(1) }) }),
});

export const errorsSuffix = '.errors.csv';
export const resultSuffix = '.result.json';

/** True for names that the gateway writes. A partner's file with such a name is ignored. */
export const isOurName = (name: string): boolean =>
  name.endsWith(errorsSuffix) || name.endsWith(resultSuffix);

const keyPattern =
  /^(?<plant>[a-z][a-z0-9-]{0,30})\/(?<system>[a-z][a-z0-9-]{0,30})\/(?<mapping>[^/]{1,64})\/in\/(?<name>[^/]{1,255})$/;

/** A queue message that does not say which file was dropped. Ignored, the file would never be taken in. */
export class UnreadableNotification extends Error {
  constructor(reason: string) {
    super(`the queue message is no notification of S3 about a new object: ${reason}`);
    this.name = 'UnreadableNotification';
  }
}

/**
 * The file that a queue message is about. Undefined for another folder, and for files that the gateway wrote. Throws
 * {@link UnreadableNotification}.
 */
export const droppedFile = (message: string): DroppedFile | undefined => {
  const parsed = objectCreated.safeParse(jsonOf(message));
  if (!parsed.success)
    throw new UnreadableNotification(
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
    );
  const { time, detail } = parsed.data;
  const { key, 'version-id': version } = detail.object;
  const { plant, system, mapping, name } = keyPattern.exec(key)?.groups ?? {};
  if (!plant || !system || !mapping || !name) return undefined;
  if (isOurName(name)) return undefined;
  return { key, name, version, plant, system, mapping, droppedAt: new Date(time) };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const byExtension: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/csv',
  xml: 'application/xml',
  json: 'application/json',
};

/**
 * Media type by the file's extension, else as stored: upload tools send wrong content types more often than people give
 * wrong extensions.
 */
export const contentTypeOf = ({ name }: Pick<DroppedFile, 'name'>, stored: string): string => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const known = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
  return known ?? stored.split(';')[0]?.trim().toLowerCase() ?? '';
};

/** Why a file was not read: its version no longer exists, or it is larger than `maxBytes`. */
export type Unread = 'gone' | 'too-large';

/** Store of dropped files. Methods throw when it cannot be reached. */
export interface Files {
  read(
    key: string,
    version: string,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; contentType: string } | Unread>;
  write(key: string, body: string, contentType: string): Promise<void>;
  /** succeeds also when there is no such file */
  remove(key: string): Promise<void>;
}

/** Names of S3's errors for a version that was removed. The last one is its error for a delete marker. */
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
