import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoTable, type Item } from '../../lambdas/platform/dynamo.ts';
import {
  ItemVersions,
  type UpgradeSteps,
  upgradeSteps,
  versionOf,
} from '../../lambdas/platform/item-versions.ts';

export interface Counts {
  /** items read */
  seen: number;
  /** items whose version was older than the newest of their kind */
  older: number;
  /** older items that were written in their newest form */
  migrated: number;
  /** older items that changed meanwhile; the next run finds them again */
  changed: number;
}

export interface MigrateOptions {
  client: DynamoDBDocumentClient;
  table: string;
  /** false: counts only */
  apply: boolean;
  /** the table that keeps the place where an interrupted migration goes on */
  checkpoints: string;
  steps?: UpgradeSteps;
}

const checkpointKey = (table: string) => ({ pk: 'MIGRATION', sk: table });

/**
 * Writes all items of a table in the newest form of their kind, while the gateway works. An item that changes between reading and
 * writing stays as it is. Killed at any point, the next call continues at the page where this one stopped. A table without
 * upgrade steps is not read.
 */
export const migrateTable = async (options: MigrateOptions): Promise<Counts> => {
  const { client, table, apply, steps = upgradeSteps } = options;
  const versions = new ItemVersions(table, steps);
  const items = new DynamoTable(client, table, steps);
  const checkpoints = new DynamoTable(client, options.checkpoints);
  if (!versions.haveSteps) return { seen: 0, older: 0, migrated: 0, changed: 0 };
  const kept = apply ? await checkpoints.get(checkpointKey(table)) : undefined;
  // A release with other steps begins anew: pages that the one before finished are old again.
  const started = kept?.steps === versions.stepCounts ? kept : undefined;
  let counts: Counts = (started?.counts as Counts) ?? { seen: 0, older: 0, migrated: 0, changed: 0 };
  let from = started?.from as Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    const older = Items.filter((item) => versionOf(item) < versions.newest(item));
    let migrated = 0;
    for (const item of apply ? older : []) if (await items.rewrite(item)) migrated += 1;
    counts = {
      seen: counts.seen + Items.length,
      older: counts.older + older.length,
      migrated: counts.migrated + migrated,
      changed: counts.changed + (apply ? older.length - migrated : 0),
    };
    from = LastEvaluatedKey;
    if (apply && from)
      await checkpoints.put({ ...checkpointKey(table), from, counts, steps: versions.stepCounts });
  } while (from);
  if (apply) await checkpoints.delete(checkpointKey(table));
  return counts;
};
