import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partitionKey } from '../../lambdas/analytics/lake.ts';
import { type LocalBucket, openLocalBucket } from './local-bucket.ts';
import { production, rowAt } from './many-rows.ts';

/** Memory of the smallest function that is configured, and how much of it the writer may take. */
const smallestMb = 512;
const heapMb = 200;

describe('a day of 100,000 rows', () => {
  let bucket: LocalBucket;
  beforeAll(async () => {
    bucket = await openLocalBucket('lake');
  });
  afterAll(() => bucket.close());

  it('is written in the memory of the smallest function, and another reader finds equal sums', async () => {
    const count = 100_000;
    const { stdout } = await promisify(execFile)(process.execPath, [
      `--max-old-space-size=${heapMb}`,
      join(import.meta.dirname, 'write-many.ts'),
      bucket.url,
      bucket.name,
      String(count),
    ]);
    const { rows, peakMb } = JSON.parse(stdout);
    expect(rows).toBe(count);
    expect(peakMb).toBeLessThan(smallestMb * 0.75);

    const expected = new Map<string, number>();
    const seen = new Map<string, number>();
    const add = (sums: Map<string, number>, row: Record<string, unknown>) => {
      for (const { name } of production.columns) {
        const cell = row[name];
        const amount =
          cell === null || cell === undefined
            ? 1e9
            : cell instanceof Date
              ? cell.getTime() / 1e9
              : typeof cell === 'string'
                ? [...cell].reduce((sum, letter) => sum + letter.charCodeAt(0), cell.length)
                : Number(cell);
        sums.set(name, (sums.get(name) ?? 0) + amount);
      }
    };
    for (let at = 0; at < count; at += 1) add(expected, rowAt(at));
    const found = await bucket.rows(partitionKey('production', { plant: 'oslo', day: '2026-11-23' }));
    for (const row of found) add(seen, row);
    expect(found).toHaveLength(count);
    expect(seen).toEqual(expected);
  });
});
