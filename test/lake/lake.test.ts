import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Column, defineDataset } from '../../datasets/define-dataset.ts';
import {
  type Lake,
  type LakeRow,
  type Partition,
  partitionKey,
  s3Lake,
} from '../../lambdas/analytics/lake.ts';
import { inMemoryLake } from '../fakes/in-memory-lake.ts';
import { type LocalBucket, openLocalBucket } from './local-bucket.ts';

const filled = defineDataset('filled', 'a tank that was filled', {
  tank: 'string: its code',
  litres: 'double: what went in',
  pulses: 'bigint: of the meter',
  checked: 'boolean: whether somebody looked',
  filled_at: 'timestamp: when',
  best_before: 'date: of what is in it',
});
const monday: Partition = { plant: 'oslo', day: '2026-11-23' };

async function* portions(...of: LakeRow[][]): AsyncGenerator<LakeRow[]> {
  yield* of;
}

const tank = (code: string, litres: number): LakeRow => ({ tank: code, litres });

const lakeSuite = (
  kind: string,
  open: () => { lake: Lake; read(partition: Partition): Promise<Record<string, unknown>[]> },
) =>
  describe(`the lake, ${kind}`, () => {
    it('keeps the rows of all portions in their order', async () => {
      const { lake, read } = open();
      const said = await lake.replace(
        filled,
        monday,
        portions([tank('A', 1), tank('B', 2)], [], [tank('C', 3)]),
      );
      expect(said).toEqual({ rows: 3 });
      expect((await read(monday)).map((row) => row.tank)).toEqual(['A', 'B', 'C']);
    });

    it('replaces the whole partition, and no other one', async () => {
      const { lake, read } = open();
      const tuesday = { ...monday, day: '2026-11-24' };
      const lyon = { ...monday, plant: 'lyon' };
      for (const partition of [monday, tuesday, lyon])
        await lake.replace(filled, partition, portions([tank('A', 1), tank('B', 2)]));
      await lake.replace(filled, monday, portions([tank('C', 3)]));
      expect(await read(monday)).toEqual([{ tank: 'C', litres: 3 }]);
      expect(await read(tuesday)).toHaveLength(2);
      expect(await read(lyon)).toHaveLength(2);
    });

    it('has no partition without rows', async () => {
      const { lake, read } = open();
      await lake.replace(filled, monday, portions([tank('A', 1)]));
      expect(await lake.replace(filled, monday, portions())).toEqual({ rows: 0 });
      expect(await read(monday)).toEqual([]);
    });

    it('leaves the partition as it was when its rows cannot all be had', async () => {
      const { lake, read } = open();
      await lake.replace(filled, monday, portions([tank('A', 1)]));
      const failing = async function* () {
        yield [tank('B', 2)];
        throw new Error('Odoo is away');
      };
      await expect(lake.replace(filled, monday, failing())).rejects.toThrow('Odoo is away');
      expect(await read(monday)).toEqual([{ tank: 'A', litres: 1 }]);
    });

    it('refuses a column that the dataset does not have', async () => {
      const { lake } = open();
      await expect(lake.replace(filled, monday, portions([{ colour: 'red' }]))).rejects.toThrow(
        'dataset filled has no column colour',
      );
    });
  });

lakeSuite('in memory', () => {
  const lake = inMemoryLake();
  return { lake, read: async (partition) => lake.rows('filled', partition) };
});

describe('on S3', () => {
  let bucket: LocalBucket;
  beforeAll(async () => {
    bucket = await openLocalBucket('lake');
  });
  afterAll(() => bucket.close());

  const read = async (partition: Partition) => {
    const key = partitionKey('filled', partition);
    if (!(await bucket.keys()).includes(key)) return [];
    const known = (row: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
    return (await bucket.rows(key)).map(known);
  };
  const lake = () => s3Lake('lake', bucket.s3);
  lakeSuite('as Parquet', () => ({ lake: lake(), read }));

  it('writes plant and day into the path, as Hive names partitions', () => {
    expect(partitionKey('filled', monday)).toBe('history/filled/plant=oslo/day=2026-11-23/data.parquet');
  });

  it('writes the same bytes of the same rows', async () => {
    const write = async () => {
      await lake().replace(filled, monday, portions([tank('A', 1)], [tank('B', 0.1)]));
      return Buffer.from(await bucket.bytes(partitionKey('filled', monday)));
    };
    expect(await write()).toEqual(await write());
  });

  it.each<[Column['type'], LakeRow]>([
    ['double', { litres: Number.NaN }],
    ['double', { litres: '3' }],
    ['bigint', { pulses: 1.5 }],
    ['timestamp', { filled_at: new Date('not a date') }],
    ['date', { best_before: '2026-13-01' }],
    ['date', { best_before: '23.11.2026' }],
    ['boolean', { checked: 1 }],
    ['string', { tank: 7 }],
  ])('writes no file when a cell is no %s', async (type, row) => {
    await expect(lake().replace(filled, monday, portions([row]))).rejects.toThrow(`no ${type} for column`);
  });

  it('gives every cell back as it was, missing ones as null', async () => {
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const time = {
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    };
    const day = fc.date(time).map((date) => date.toISOString().slice(0, 10));
    const row = fc.record({
      tank: maybe(fc.string({ unit: 'grapheme' })),
      litres: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
      pulses: maybe(fc.maxSafeInteger()),
      checked: maybe(fc.boolean()),
      filled_at: maybe(fc.date(time)),
      best_before: maybe(day),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        await lake().replace(filled, monday, portions(rows.slice(0, 7), rows.slice(7)));
        const seen = (await bucket.rows(partitionKey('filled', monday))).map((found) => ({
          ...found,
          pulses: typeof found.pulses === 'bigint' ? Number(found.pulses) : found.pulses,
          best_before: found.best_before?.toISOString().slice(0, 10) ?? null,
        }));
        const nulls = rows.map((given) =>
          Object.fromEntries(Object.entries(given).map(([name, cell]) => [name, cell ?? null])),
        );
        expect(seen).toEqual(nulls);
      }),
      { numRuns: 60 },
    );
  });
});
