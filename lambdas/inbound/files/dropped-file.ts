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

/** A version of a file in a folder that partners drop files in. */
export interface DroppedFile {
  key: string;
  /** without the folder */
  name: string;
  version: string;
  plant: string;
  system: string;
  /** name of a CSV mapping, or of the dialect */
  mapping: string;
  droppedAt: Date;
}

/** What S3 tells EventBridge of a new object. Its key is as it was given, unlike in S3's own notifications. */
const objectCreated = z.object({
  time: z.iso.datetime(),
  detail: z.object({ object: z.object({ key: z.string(), 'version-id': z.string().min(1) }) }),
});

export const errorsSuffix = '.errors.csv';
export const resultSuffix = '.result.json';

/** Names of what the gateway writes; files of partners under them are never looked at. */
export const isOurName = (name: string): boolean =>
  name.endsWith(errorsSuffix) || name.endsWith(resultSuffix);

const dropped =
  /^(?<plant>[a-z][a-z0-9-]{0,30})\/(?<system>[a-z][a-z0-9-]{0,30})\/(?<mapping>[^/]{1,64})\/in\/(?<name>[^/]{1,255})$/;

/** The file that a message tells of; undefined for what is none: another folder, or what we wrote ourselves. */
export const droppedFile = (message: string): DroppedFile | undefined => {
  const parsed = objectCreated.safeParse(jsonOf(message));
  if (!parsed.success) return undefined;
  const { time, detail } = parsed.data;
  const { key, 'version-id': version } = detail.object;
  const { plant, system, mapping, name } = dropped.exec(key)?.groups ?? {};
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

/** By its name, since upload tools tell the content type wrong more often than people do the extension. */
export const contentTypeOf = ({ name }: Pick<DroppedFile, 'name'>, stored: string): string => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const known = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
  return known ?? stored.split(';')[0]?.trim().toLowerCase() ?? '';
};

/** What was asked for is not there, or more than can be held. */
export type Unread = 'gone' | 'too-large';

/** Where files are dropped. Throws when it cannot be reached. */
export interface Files {
  read(
    key: string,
    version: string,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; contentType: string } | Unread>;
  write(key: string, body: string, contentType: string): Promise<void>;
  /** also when there is none */
  remove(key: string): Promise<void>;
}

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
