import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CloudEvent, eventKeyOf } from '../../events/envelope.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import { DynamoTable, type Item } from '../../lambdas/platform/dynamo.ts';
import type { UpgradeSteps } from '../../lambdas/platform/item-versions.ts';
import { dynamoEventStore, storeOver } from '../../lambdas/store/dynamo-store.ts';
import type { EventStore } from '../../lambdas/store/event-store.ts';
import { issue, noon, report } from '../fakes/events.ts';
import { FakeOdoo } from '../fakes/fake-odoo.ts';
import { FifoQueue } from '../fakes/fifo-queue.ts';
import { eventStoreTable, onEachEngine } from '../fakes/on-each-engine.ts';
import { type Release, releaseBefore, releaseWith, type World } from './two-releases.ts';

/**
 * A release that has another form of every record of the event store: each gets an attribute that the release before drops
 * when it replaces the item.
 */
const marked = (item: Item): Item => ({ ...item, markedBy: item.markedBy ?? 'the next release' });
const nextSteps: UpgradeSteps = {
  'ledger/EVENT': [marked],
  'ledger/STREAM': [marked],
  'ledger/LANES': [marked],
};

const orders = ['1', '2', '3'];

const day = fc.record({
  sent: fc.array(fc.tuple(fc.nat({ max: orders.length - 1 }), fc.boolean()), { minLength: 1, maxLength: 15 }),
  /** true: the newer release does this step */
  newer: fc.array(fc.boolean(), { minLength: 8, maxLength: 40 }),
  pauses: fc.array(fc.constantFrom(0.01, 100), { maxLength: 15 }),
  refused: fc.array(fc.nat({ max: 14 }), { maxLength: 3 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  sendFails: fc.array(fc.nat({ max: 14 }), { maxLength: 3 }),
  deaths: fc.array(fc.nat({ max: 40 }), { maxLength: 15 }),
  acceptDeaths: fc.array(fc.nat({ max: 30 }), { maxLength: 8 }),
  losses: fc.array(fc.constantFrom('lost' as const, 'serialization' as const), { maxLength: 4 }),
  skips: fc.array(fc.boolean(), { maxLength: 6 }),
});

/** Lets two releases share the work of a day, step by step, and expects of both what one alone must do. */
const shareTheWork = async (
  older: Release,
  newer: Release,
  { queue, odoo }: World,
  store: EventStore,
  run: string,
  plan: typeof day extends fc.Arbitrary<infer Drawn> ? Drawn : never,
) => {
  let now = noon;
  const turns = plan.newer;
  let turn = 0;
  const next = (): Release => {
    turn += 1;
    const release = turns[turn % turns.length] ? newer : older;
    release.now = now;
    return release;
  };
  const tick = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const drain = async () => {
    for (let round = 0; round < 200 && queue.size > 0; round++) {
      tick(100);
      queue.reappear();
      await next().post();
    }
  };
  const orderOf = (order: number) => `${run}/${orders[order]}`;
  const events = plan.sent.map(([order, waits], index) =>
    (waits ? issue : report)({ id: `${run}-${index}`, order: orderOf(order), value: index + 1 }),
  );
  const keys = events.map(eventKeyOf);
  for (const index of plan.refused) if (keys[index]) odoo.refuses.add(keys[index]);

  for (let from = 0; from < events.length; from += plan.batchSize) {
    const batch = events.slice(from, from + plan.batchSize);
    for (const event of batch)
      if (plan.sendFails.includes(events.indexOf(event))) queue.failing.add(`order/${event.subject}`);
    const death = plan.acceptDeaths.shift();
    await (death === undefined ? next().accept(batch) : next().acceptInTheEnd(batch, death));
    // Sent again, to the other release perhaps.
    const again = await next().accept(batch);
    expect(again.map(({ status }) => status)).toEqual(batch.map(() => 'duplicate'));
    for (const fault of plan.losses.splice(0, 2))
      odoo.next.push(
        fault === 'lost' ? 'lost' : transient('serialization-failure', 'again', { outcome: 'not-done' }),
      );
    await next().post(plan.deaths.shift());
    tick(plan.pauses.shift() ?? 100);
    queue.reappear();
  }
  odoo.next.length = 0;
  queue.failing.clear();
  await next().sweep();
  await drain();
  odoo.refuses.clear();
  const skipped = new Set<string>();
  for (let round = 0; round < events.length + 2; round++) {
    const attention = (await store.needingAttention('oslo', 100)).filter(({ eventKey }) =>
      keys.includes(eventKey),
    );
    if (round > 1 && attention.length === 0 && queue.size === 0) break;
    for (const { eventKey } of attention.filter(({ status }) => status === 'quarantined')) {
      const skip = plan.skips.shift() ?? false;
      if (skip) skipped.add(eventKey);
      await next().decide(skip ? 'skip' : 'retry', eventKey);
    }
    tick(200);
    await next().sweep();
    await drain();
  }

  const statuses = await Promise.all(keys.map(async (key) => (await store.get(key))?.status));
  expect(statuses).toEqual(keys.map((key) => (skipped.has(key) ? 'skipped' : 'posted')));
  const booked = odoo.booked.filter((key) => keys.includes(key as never));
  expect(new Set(booked).size).toBe(booked.length);
  for (const [order] of orders.entries()) {
    const ofKey = events.filter((event: CloudEvent) => event.subject === orderOf(order)).map(eventKeyOf);
    expect(booked.filter((key) => ofKey.includes(key as never))).toEqual(
      ofKey.filter((key) => !skipped.has(key)),
    );
    expect((await store.blockedKeys('oslo', [`order/${orderOf(order)}`])).size).toBe(0);
  }
};

onEachEngine(
  eventStoreTable,
  (client) => client,
  (engine, clientOf) => {
    describe('two releases on one store', () => {
      const pairs: [string, (world: World) => Promise<[Release, Release]>][] = [
        [
          'commit 863c5cd and this one',
          async (world) => [
            await releaseBefore(world),
            releaseWith(dynamoEventStore(world.client, 'ledger'), world),
          ],
        ],
        [
          'this one and one that stores every record in another form',
          async (world) => [
            releaseWith(dynamoEventStore(world.client, 'ledger'), world),
            releaseWith(storeOver(new DynamoTable(world.client, 'ledger', nextSteps)), world),
          ],
        ],
      ];
      let runs = 0;
      it.each(pairs)('book each event once and in order, whatever dies: %s', async (_, pair) => {
        // The second engine is slower, and holds the same promises.
        const numRuns = engine === 'dynoxide' ? 60 : 8;
        await fc.assert(
          fc.asyncProperty(day, async (drawn) => {
            const world: World = { client: clientOf(), queue: new FifoQueue(), odoo: new FakeOdoo() };
            const [older, newer] = await pair(world);
            runs += 1;
            const store = dynamoEventStore(world.client, 'ledger');
            await shareTheWork(older, newer, world, store, `${engine}${runs}`, structuredClone(drawn));
          }),
          { numRuns },
        );
      });
    });
  },
);
