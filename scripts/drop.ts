import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { isOurName } from '../lambdas/inbound/files/dropped-file.ts';
import { namesOf } from '../lib/names.ts';
import { localEndpoint } from '../local/run/endpoint.ts';

const usage = `npm run drop -- [--env dev|test|prod] [--wait SECONDS] <plant>/<system>/<mapping> <file>

Drops a file into the folder of a plant's system, waits until it is taken in and prints what became of it. The
mapping is one of the plant's profile, or b2mml. Without --env it speaks to the local run (\`npm start\`).
Ends with 0 when every entry is taken in, with 1 when some are not, or none can be read.`;

interface Result {
  version: string;
  readable: boolean;
  entries?: number;
  accepted: number;
  duplicate: number;
  conflict: number;
  rejected: number;
  errors?: string;
}

const fail = (words: string, code = 1): never => {
  console.error(words);
  process.exit(code);
};
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const { values, positionals } = (() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        env: { type: 'string' },
        wait: { type: 'string', default: '900' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return fail(`${wordsOf(error)} See --help.`, 2);
  }
})();
const [folder = '', path = ''] = positionals;
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (!/^[^/]+\/[^/]+\/[^/]+$/.test(folder) || !path) fail(usage, 2);
if (isOurName(path))
  fail(
    `${basename(path)}: files of this name are the gateway's own and never taken in; drop it under another name, such as ${basename(path).replace(/\.(errors\.csv|result\.json)$/, '')}.mended.csv`,
    2,
  );
const waitMs = Number(values.wait) * 1000;
if (!(waitMs > 0)) fail('--wait: how many seconds?', 2);

const local = values.env === undefined;
const connection = (() => {
  try {
    return local ? localEndpoint() : {};
  } catch (error) {
    return fail(wordsOf(error));
  }
})();

/** Waits for the result of this very version: an earlier file of the name may have left one. */
const resultOf = async (s3: S3Client, bucket: string, key: string, version: string): Promise<Result> => {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const text = await textOf(s3, bucket, `${key}.result.json`);
    const result = text === undefined ? undefined : (JSON.parse(text) as Result);
    if (result?.version === version) return result;
    if (Date.now() > deadline)
      return fail(`no result after ${values.wait} s; it will be at s3://${bucket}/${key}.result.json`);
    await pause(local ? 200 : 2000);
  }
};

const textOf = async (s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

try {
  const body = await readFile(path);
  const s3 = new S3Client(connection);
  const { Account: account = '' } = await new STSClient(connection).send(new GetCallerIdentityCommand());
  const bucket = namesOf({ name: values.env ?? 'local' }).dropBucket({
    account,
    region: await s3.config.region(),
  });
  const key = `${folder}/in/${basename(path)}`;
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  console.log(`dropped as s3://${bucket}/${key}`);
  const { readable, entries, accepted, duplicate, conflict, rejected, errors } = await resultOf(
    s3,
    bucket,
    key,
    VersionId,
  );
  if (readable)
    console.log(
      `${entries} entries: ${accepted} accepted, ${duplicate} duplicate, ${conflict} conflict, ${rejected} rejected`,
    );
  else console.log('it cannot be read');
  if (errors) {
    const lines =
      (await textOf(s3, bucket, `${key}.errors.csv`))?.replace('\uFEFF', '').trimEnd().split('\r\n') ?? [];
    const shown = 21;
    for (const line of lines.slice(0, shown)) console.log(`  ${line}`);
    if (lines.length > shown) console.log(`  … and ${lines.length - shown} more`);
    console.log(`in s3://${bucket}/${key}.errors.csv`);
  }
  process.exitCode = errors ? 1 : 0;
} catch (error) {
  const { code } = error as { code?: string };
  fail(
    local && code === 'ECONNREFUSED'
      ? 'the local run does not answer; start it with `npm start`'
      : wordsOf(error),
  );
}
