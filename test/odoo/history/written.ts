import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HistoryDeps, historyJob } from '../../../lambdas/analytics/history/history-job.ts';
import { partitionKey, s3Lake } from '../../../lambdas/analytics/lake.ts';
import type { RunRecord } from '../../../lambdas/platform/runs/run-store.ts';
import { oslo } from '../../../plants/oslo.ts';
import { machineCount, machineState, recordOf } from '../../fakes/events.ts';
import { inMemoryEventStore } from '../../fakes/in-memory-event-store.ts';
import { type Knife, mortal } from '../../fakes/mortal.ts';
import { type LocalBucket, openLocalBucket } from '../../lake/local-bucket.ts';
import type { Floor } from '../open-floor.ts';
import { HistoryReader, lateOn, of, sum } from './reader.ts';

/** From Odoo and the event store to files on S3, which another reader opens. */
export function written(floor: Floor): void {
  let bucket: LocalBucket;
  let last: unknown;
  beforeAll(async () => {
    bucket = await openLocalBucket('analytics');
  });
  afterAll(() => bucket.close());

  const eventStore = inMemoryEventStore();
  const deps = (): HistoryDeps => ({
    plants: { oslo },
    odoo: new HistoryReader(floor()).odoo,
    eventStore,
    lake: s3Lake('analytics', bucket.s3),
    lastCheckpoint: async () => last,
  });
  const begin = (range?: RunRecord['range']): RunRecord => ({
    plant: 'oslo',
    job: 'history',
    id: '1',
    state: 'running',
    by: 'test',
    startedAt: new Date().toISOString(),
    counts: {},
    version: '1',
    ...(range && { range }),
  });
  const finish = async (run: RunRecord, use = deps()) => {
    const job = historyJob(use);
    let now = run;
    for (;;) {
      const { done, checkpoint, counts } = await job.step(now, () => 600_000);
      now = { ...now, checkpoint, counts };
      if (!done) continue;
      if (!run.range) last = checkpoint;
      return now;
    }
  };
  const rows = (dataset: string, day: string) => bucket.rows(partitionKey(dataset, { plant: 'oslo', day }));
  const everything = async () => {
    const keys = await bucket.keys();
    const bytes = await Promise.all(keys.map((key) => bucket.bytes(key)));
    return Object.fromEntries(
      keys.map((key, at) => [key, Buffer.from(bytes[at] ?? new ArrayBuffer()).toString('base64')]),
    );
  };

  test('what was booked comes out of the files of its day, with equal sums; late bookings rewrite only theirs', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 50 }] });
    const { before, after, day, next } = lateOn(6, oslo.timeZone);
    await floor().book(
      floor().reported(on, 4, {}, { time: before }),
      floor().reported(on, 5, {}, { time: after }),
    );
    await finish(begin());
    expect(sum(of(await rows('production', day), 'production_order', on.order))).toBe(4);
    expect(sum(of(await rows('production', next), 'production_order', on.order))).toBe(5);
    expect(sum(of(await rows('consumption', day), 'production_order', on.order))).toBe(8);

    const other = await floor().release({ quantity: 3, components: [{ per: 2, stock: 50 }] });
    const was = await everything();
    await floor().bookOne(floor().reported(other, 3, { final: true }, { time: before }));
    await finish(begin());
    const is = await everything();
    const changed = Object.keys(is).filter((key) => is[key] !== was[key]);
    expect(changed.sort()).toEqual(
      ['consumption', 'production'].map((dataset) => partitionKey(dataset, { plant: 'oslo', day })),
    );
    expect(sum(of(await rows('production', day), 'production_order', other.order))).toBe(3);
    expect(sum(of(await rows('production', day), 'production_order', on.order))).toBe(4);
  });

  test('a machine’s shift is judged by the cycle that Odoo has of its operation', async () => {
    const machine = floor().name('LINE');
    const on = await floor().release({ quantity: 100, uom: 'uom.product_uom_unit', operations: [machine] });
    // A working day that is over, and not in a night of changing clocks.
    let day = new Date(Date.now() - 2 * 86_400_000);
    while ([0, 6].includes(day.getUTCDay())) day = new Date(day.getTime() - 86_400_000);
    const date = day.toISOString().slice(0, 10);
    const at = (hours: number) => new Date(Date.parse(date) + hours * 3_600_000).toISOString();
    const publish = async (event: ReturnType<typeof machineState>) =>
      eventStore.accept(
        recordOf(event, { acceptedAt: `${event.time.slice(0, 23)}000Z`, status: 'recorded' }),
      );
    await publish(machineState({ id: `${machine}-1`, machine, since: at(-3) }));
    const counted = { machine, order: on.order, operation: `Work at ${machine}`, unit: 'H87' };
    await publish(machineCount({ id: `${machine}-2`, time: at(8), count: 27, scrap: 3, ...counted }));
    await finish(begin({ from: date, to: date }));
    const [early] = of(await rows('oee', date), 'machine', machine);
    // Ten minutes for one, in seven and a half planned hours.
    expect(early).toMatchObject({ shift: 'early', availability: 1, quality: 0.9, ideal_seconds: 30 * 600 });
    expect(early?.performance).toBeCloseTo((30 * 600) / (7.5 * 3600), 9);
    expect(early?.oee).toBeCloseTo((0.9 * 30 * 600) / (7.5 * 3600), 9);
  });

  test('killed anywhere, the files end the same', async () => {
    const { day, next } = lateOn(6, oslo.timeZone);
    const range = { from: day, to: next };
    await finish(begin(range));
    const calm = await everything();
    for (const calls of [0, 1, 3, 6, 9, 13, 17, 22]) {
      const knife: Knife = { left: calls, dead: false };
      const doomed = mortal(deps(), ['odoo', 'eventStore', 'lake'], knife, () => new Error('killed'));
      await finish(begin(range), doomed).catch(() => undefined);
      expect(knife.dead).toBe(true);
      await finish(begin(range));
      expect(await everything()).toEqual(calm);
    }
  });
}
