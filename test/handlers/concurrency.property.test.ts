import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../events/envelope.ts';
import { type EventKey, eventKeyOf } from '../../events/envelope.ts';
import { issue, report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const orders = ['OSL/MO/1', 'OSL/MO/2'];

const day = fc.record({
  sent: fc.array(fc.tuple(fc.nat({ max: 1 }), fc.boolean()), { minLength: 2, maxLength: 8 }),
  refused: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
  sendFails: fc.array(fc.nat({ max: 7 }), { maxLength: 2 }),
  ambiguous: fc.boolean(),
  skips: fc.array(fc.boolean(), { maxLength: 4 }),
});

/** Every call to the event store and the queue becomes a point where another function may go first. */
const interleaved = (spine: Spine, scheduler: fc.Scheduler): void => {
  for (const target of [spine.eventStore, spine.queue] as object[]) {
    const names = target === spine.queue ? ['send'] : Object.keys(target);
    for (const name of names) {
      const member = Reflect.get(target, name);
      if (typeof member === 'function')
        Reflect.set(target, name, scheduler.scheduleFunction(member.bind(target)));
    }
  }
};

describe('functions that run at the same time', () => {
  it('book every event once and in the order of its ordering key, and leave none behind', async () => {
    await fc.assert(
      fc.asyncProperty(day, fc.scheduler(), async (drawn, scheduler) => {
        const plan = structuredClone(drawn);
        const spine = new Spine();
        const events = plan.sent.map(([order, waits], index) =>
          (waits ? issue : report)({ id: `e-${index}`, order: orders[order] ?? '', value: index + 1 }),
        );
        const keys = events.map(eventKeyOf);
        for (const index of plan.refused) if (keys[index]) spine.odoo.refuses.add(keys[index]);
        spine.queue.ambiguous = plan.ambiguous;
        interleaved(spine, scheduler);
        const left = new Set<string>();
        /** An operator repeats a command when the answer asks for it. */
        const skipped = async (key: EventKey): Promise<boolean> => {
          const { ok, said } = await spine.decide('skip', key);
          return ok || (said.includes('repeat this') && skipped(key));
        };

        /** A partner waits for each answer, or there is no order to keep. */
        const partner = async () => {
          for (const [index, event] of events.entries()) {
            if (plan.sendFails.includes(index)) spine.queue.failing.add(`order/${event.subject}`);
            await spine.accept([event]);
            spine.tick(0.01);
          }
        };
        let busy = true;
        const plantQueue = async () => {
          while (busy) {
            await scheduler.schedule(Promise.resolve(), 'the plant queue receives');
            await spine.post();
          }
        };
        const operator = async () => {
          for (let round = 0; round < 8; round++)
            for (const record of await spine.eventStore.needingAttention('oslo', 10)) {
              if (record.status !== 'quarantined') continue;
              const skip = plan.skips.shift() ?? false;
              if (!skip) await spine.decide('retry', record.eventKey);
              else if (await skipped(record.eventKey)) left.add(record.eventKey);
            }
        };
        const others = Promise.all([partner(), operator(), spine.sweep()]).finally(() => {
          busy = false;
        });
        await scheduler.waitFor(Promise.all([plantQueue(), plantQueue(), others]));

        const calm = (async () => {
          spine.queue.failing.clear();
          spine.odoo.refuses.clear();
          for (let round = 0; round < events.length + 3; round++) {
            for (const record of await spine.eventStore.needingAttention('oslo', 10))
              if (record.status === 'quarantined') await spine.decide('retry', record.eventKey);
            spine.tick(200);
            await spine.sweep();
            await spine.drain(20);
          }
        })();
        await scheduler.waitFor(calm);

        const check = (async () => {
          const statuses = await spine.statuses(events, eventKeyOf);
          expect(statuses).toEqual(keys.map((key) => (left.has(key) ? 'skipped' : 'posted')));
          for (const order of orders) {
            expect((await spine.eventStore.blockedKeys('oslo', [`order/${order}`])).size).toBe(0);
            expect((await spine.eventStore.aggregations('oslo', [`order/${order}`])).size).toBe(0);
          }
        })();
        await scheduler.waitFor(check);
        for (const order of orders) {
          const due = events
            .filter((event: CloudEvent) => event.subject === order)
            .map(eventKeyOf)
            .filter((key) => !left.has(key));
          expect(spine.odoo.booked.filter((key) => due.includes(key as never))).toEqual(due);
        }
      }),
      { numRuns: 500 },
    );
  });
});
