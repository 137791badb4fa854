import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../events/envelope.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import { issue, report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const orders = ['OSL/MO/1', 'OSL/MO/2', 'OSL/MO/3'];

const day = fc.record({
  /** an order each; and whether it is an event that may wait for others */
  sent: fc.array(fc.tuple(fc.nat({ max: orders.length - 1 }), fc.boolean()), { minLength: 1, maxLength: 25 }),
  /** seconds between two calls: within a window, or long after it */
  pauses: fc.array(fc.constantFrom(0.01, 100), { maxLength: 25 }),
  refused: fc.array(fc.nat({ max: 24 }), { maxLength: 3 }),
  batchSize: fc.integer({ min: 1, max: 7 }),
  /** accepts after which the queue takes no message of the ordering key */
  sendFails: fc.array(fc.nat({ max: 24 }), { maxLength: 4 }),
  ambiguous: fc.boolean(),
  /** the step at which each invocation dies; a number above the last step: it does not die */
  deaths: fc.array(fc.nat({ max: 40 }), { maxLength: 25 }),
  /** the same for the functions that accept */
  acceptDeaths: fc.array(fc.nat({ max: 30 }), { maxLength: 25 }),
  losses: fc.array(fc.constantFrom('lost' as const, 'serialization' as const), { maxLength: 6 }),
  skips: fc.array(fc.boolean(), { maxLength: 10 }),
});

const eventsOf = (sent: [number, boolean][]): CloudEvent[] =>
  sent.map(([order, waits], index) =>
    (waits ? issue : report)({ id: `e-${index}`, order: orders[order] ?? '', value: index + 1 }),
  );

const orderingKeyOf = (event: CloudEvent): string => `order/${event.subject}`;

describe('an event on its way', () => {
  it('is booked once, in the order of its ordering key, whatever dies, is lost or comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(day, async (drawn) => {
        const plan = structuredClone(drawn);
        const spine = new Spine();
        const events = eventsOf(plan.sent);
        const keys = events.map(eventKeyOf);
        for (const index of plan.refused) if (keys[index]) spine.odoo.refuses.add(keys[index]);
        spine.queue.ambiguous = plan.ambiguous;

        for (let from = 0; from < events.length; from += plan.batchSize) {
          const batch = events.slice(from, from + plan.batchSize);
          for (const event of batch)
            if (plan.sendFails.includes(events.indexOf(event))) spine.queue.failing.add(orderingKeyOf(event));
          const death = plan.acceptDeaths.shift();
          const rows = await (death === undefined
            ? spine.accept([...batch, ...batch])
            : spine.acceptInTheEnd([...batch, ...batch], death));
          const taken = ['accepted', 'duplicate'];
          expect(rows.map((row) => row.status)).toEqual([
            ...batch.map(() => (death === undefined ? 'accepted' : expect.toBeOneOf(taken))),
            ...batch.map(() => 'duplicate'),
          ]);
          for (const fault of plan.losses.splice(0, 2))
            spine.odoo.next.push(
              fault === 'lost'
                ? 'lost'
                : transient('serialization-failure', 'again', { outcome: 'not-done' }),
            );
          await spine.post(plan.deaths.shift());
          spine.tick(plan.pauses.shift() ?? 100);
          spine.queue.reappear();
        }
        for (const death of plan.deaths) {
          await spine.post(death);
          spine.tick(100);
          spine.queue.reappear();
        }
        // Without faults: the outbox is emptied, and the operator decides about what waits.
        spine.odoo.next.length = 0;
        spine.queue.failing.clear();
        await spine.sweep();
        await spine.drain();
        spine.odoo.refuses.clear();
        const skipped = new Set<string>();
        for (let round = 0; round < events.length + 2; round++) {
          const attention = await spine.eventStore.needingAttention('oslo', 100);
          for (const record of attention.filter(({ status }) => status === 'quarantined')) {
            const skip = plan.skips.shift() ?? false;
            if (skip) skipped.add(record.eventKey);
            await spine.decide(skip ? 'skip' : 'retry', record.eventKey);
          }
          spine.tick(200);
          await spine.sweep();
          await spine.drain();
        }

        const expected = keys.map((key) => (skipped.has(key) ? 'skipped' : 'posted'));
        expect(await spine.statuses(events, eventKeyOf)).toEqual(expected);
        expect(new Set(spine.odoo.booked).size).toBe(spine.odoo.booked.length);
        for (const order of orders) {
          const ofKey = events.filter((event) => event.subject === order).map(eventKeyOf);
          const due = ofKey.filter((key) => !skipped.has(key));
          expect(spine.odoo.booked.filter((key) => ofKey.includes(key as never))).toEqual(due);
          expect((await spine.eventStore.blockedKeys('oslo', [`order/${order}`])).size).toBe(0);
        }
        const published = new Set(
          spine.settled.filter(({ kind }) => kind === 'posted').map(({ record }) => record.eventKey),
        );
        expect(published.size).toBe(keys.length - skipped.size);
      }),
      { numRuns: 500 },
    );
  });
});
