import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AwsError } from '../aws-endpoint.ts';
import { flag, number } from '../template/resource.ts';

const mode = z.enum(['GOVERNANCE', 'COMPLIANCE']);

export interface Retention {
  mode: z.output<typeof mode>;
  /** milliseconds since the epoch */
  until: number;
}

/** The bucket's default retention of new versions. */
export interface DefaultRetention {
  mode: Retention['mode'];
  days: number;
}

/** Template properties of Object Lock. */
export const lockProperties = {
  ObjectLockEnabled: flag.default(false),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled').optional(),
      Rule: z
        .strictObject({
          DefaultRetention: z.strictObject({
            Mode: mode,
            Days: number.optional(),
            Years: number.optional(),
          }),
        })
        .optional(),
    })
    .optional(),
};

export function defaultRetention({
  ObjectLockConfiguration: given,
}: {
  ObjectLockConfiguration?: z.output<(typeof lockProperties)['ObjectLockConfiguration']>;
}): DefaultRetention | undefined {
  const rule = given?.Rule?.DefaultRetention;
  return rule && { mode: rule.Mode, days: rule.Days ?? (rule.Years ?? 0) * 365 };
}

/** The retention that an upload's headers ask for. It overrides the bucket's default. */
export function askedRetention(headers: Record<string, unknown>): Retention | undefined {
  if (headers['x-amz-object-lock-legal-hold'] === 'ON')
    throw new AwsError('NotImplemented', 'not supported locally: legal holds', { status: 501 });
  const until = headers['x-amz-object-lock-retain-until-date'];
  const asked = mode.safeParse(headers['x-amz-object-lock-mode']);
  if (until === undefined && headers['x-amz-object-lock-mode'] === undefined) return undefined;
  const time = Date.parse(String(until));
  if (!asked.success || Number.isNaN(time))
    throw new AwsError(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  return { mode: asked.data, until: time };
}

/** Retention of object versions, in a table of its own, because most versions have none. */
export class ObjectLocks {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS object_lock (bucket TEXT NOT NULL, key TEXT NOT NULL,
      version TEXT NOT NULL, mode TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (bucket, key, version));`);
  }

  put(bucket: string, key: string, version: string, { mode, until }: Retention): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO object_lock VALUES (?, ?, ?, ?, ?)')
      .run(bucket, key, version, mode, until);
  }

  get(bucket: string, key: string, version: string): Retention | undefined {
    const row = this.#database
      .prepare('SELECT mode, until FROM object_lock WHERE bucket = ? AND key = ? AND version = ?')
      .get(bucket, key, version);
    return row && { mode: mode.parse(row.mode), until: Number(row.until) };
  }

  /** Throws while the version is locked. Only GOVERNANCE mode can be bypassed. */
  checkRemoval(version: [bucket: string, key: string, version: string], now: number, bypass: boolean): void {
    const lock = this.get(...version);
    if (lock && lock.until > now && !(bypass && lock.mode === 'GOVERNANCE'))
      throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', {
        status: 403,
      });
  }
}
