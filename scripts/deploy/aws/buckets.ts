import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Found, Kind } from './ports.ts';

/** Buckets of these names, as far as they exist. Removing one deletes all versions and delete markers in it first. */
export const bucketsOf = (client: S3Client, names: readonly string[]): Kind => ({
  what: 'buckets',
  async find() {
    const found: Found[] = [];
    for (const name of names)
      if (await exists(client, name)) {
        const { count, more } = await contentOf(client, name);
        found.push({ name, holds: `${more ? 'more than ' : ''}${count} versions of objects` });
      }
    return found;
  },
  async remove(Bucket) {
    if (!(await exists(client, Bucket))) return undefined;
    await empty(client, Bucket);
    await client.send(new DeleteBucketCommand({ Bucket }));
    return undefined;
  },
});

const exists = async (client: S3Client, Bucket: string): Promise<boolean> => {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    if (name === 'NotFound' || $metadata?.httpStatusCode === 404) return false;
    throw error;
  }
};

/** Versions that the list before the confirmation counts; a bucket may hold millions. */
const countedAtMost = 10_000;

const contentOf = async (client: S3Client, Bucket: string): Promise<{ count: number; more: boolean }> => {
  let count = 0;
  for await (const page of pagesOf(client, Bucket)) {
    count += page.length;
    if (count >= countedAtMost) return { count, more: true };
  }
  return { count, more: false };
};

interface Version {
  Key: string | undefined;
  VersionId: string | undefined;
}

/** All versions and delete markers, in pages of at most 1000. The SDK has no paginator for them. */
async function* pagesOf(client: S3Client, Bucket: string): AsyncGenerator<Version[]> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, ...marker }),
    );
    const { Versions = [], DeleteMarkers = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    yield [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    marker = IsTruncated
      ? {
          ...(NextKeyMarker !== undefined && { KeyMarker: NextKeyMarker }),
          ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
        }
      : undefined;
  }
}

const empty = async (client: S3Client, Bucket: string): Promise<void> => {
  for await (const Objects of pagesOf(client, Bucket)) {
    if (Objects.length === 0) continue;
    // One call deletes at most 1000, as many as a page has.
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: Objects.map(({ Key = '', VersionId }) => ({ Key, VersionId })), Quiet: true },
      }),
    );
    const [first] = Errors;
    if (first)
      throw new Error(
        `${Bucket}: ${Errors.length} objects cannot be deleted, the first of them ${first.Key}: ${first.Message}`,
      );
  }
};
