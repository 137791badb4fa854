import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/identity.ts';
import { transient } from '../../lambdas/odoo/errors.ts';
import { handle } from '../../lambdas/operate/handle.ts';
import { oslo } from '../../plants/oslo.ts';
import { report } from '../fakes/events.ts';
import { inMemoryAuditTrail } from '../fakes/in-memory-audit-trail.ts';
import { noWebhooks } from '../fakes/no-webhooks.ts';
import { Spine } from '../fakes/spine.ts';

const events = ['1', '2', '3'].map((id) => report({ id }));
const keys = events.map(eventKeyOf) as [ReturnType<typeof eventKeyOf>, ...ReturnType<typeof eventKeyOf>[]];

/** The first of three events is quarantined, the others are parked behind it. */
const standing = async () => {
  const spine = new Spine();
  spine.odoo.refuses.add(keys[0]);
  await spine.accept(events);
  await spine.drain();
  expect(await spine.statuses(events, eventKeyOf)).toEqual(['quarantined', 'parked', 'parked']);
  return spine;
};

describe('an operator', () => {
  it('retries the quarantined event, and the parked ones follow in order', async () => {
    const spine = await standing();
    spine.odoo.refuses.clear();
    expect((await spine.decide('retry', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys);
  });

  it('retries in vain: it is quarantined again and nothing passes', async () => {
    const spine = await standing();
    await spine.decide('retry', keys[0]);
    await spine.drain();
    expect(await spine.statuses(events, eventKeyOf)).toEqual(['quarantined', 'parked', 'parked']);
    expect((await spine.ledger.get(keys[0]))?.attempts).toBe(2);
  });

  it('skips the quarantined event and a parked one, and the rest follows', async () => {
    const spine = await standing();
    expect((await spine.decide('skip', keys[1] as (typeof keys)[0])).ok).toBe(true);
    expect((await spine.decide('skip', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual([keys[2]]);
    expect((await spine.ledger.gates('oslo', ['order/OSL/MO/1'])).size).toBe(0);
  });

  it('is told what cannot be decided', async () => {
    const spine = await standing();
    expect((await spine.decide('retry', keys[1] as (typeof keys)[0])).said).toContain('parked');
    expect((await spine.decide('retry', 'f'.repeat(32) as (typeof keys)[0])).said).toContain('no event');
    const unknown = await spine.operate({ command: 'list', plant: 'bergen', limit: 10 });
    expect(unknown).toMatchObject({ ok: false, said: 'no plant bergen; there are oslo' });
  });

  it('sends an event again whose message is lost, and none that is settled', async () => {
    const spine = new Spine();
    await spine.accept(events.slice(0, 1));
    for (const { messageId } of spine.queue.receive()) spine.queue.delete(messageId);
    expect(spine.queue.size).toBe(0);
    const resend = {
      command: 'resend',
      eventKey: keys[0],
      by: 'ola',
      requestId: crypto.randomUUID(),
    } as const;
    expect((await spine.operate(resend)).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual([keys[0]]);
    expect((await spine.operate(resend)).ok).toBe(false);
  });

  it('is not told off for a decision of their own that was sent twice by the SDK', async () => {
    const spine = await standing();
    const skip = spine.ledger.skip;
    spine.ledger.skip = async (record, decision) => {
      await skip(record, decision);
      return skip(record, decision);
    };
    expect((await spine.decide('skip', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys.slice(1));
  });

  it('keeps a lane paused although a batch in flight meets an absent Odoo or gets through', async () => {
    const spine = new Spine();
    await spine.accept(events.slice(0, 1));
    const by = { by: 'ola', requestId: crypto.randomUUID() };
    const book = spine.odoo.book.bind(spine.odoo);
    spine.odoo.book = async (postings) => {
      await spine.operate({ command: 'pause', plant: 'oslo', ...by });
      return book(postings);
    };
    spine.odoo.down = transient('unreachable', 'away', { outcome: 'not-done' });
    await spine.post();
    expect(await spine.ledger.lane('oslo')).toMatchObject({ state: 'held', by: 'ola' });
  });

  it('must say why something is left out of Odoo', async () => {
    const spine = await standing();
    const deps = {
      ...spine.deps,
      plants: { oslo },
      lanes: spine.lanes,
      audit: inMemoryAuditTrail(),
      ...noWebhooks(),
      idempotency: undefined as never,
    };
    const skip = { command: 'skip', eventKey: keys[0], by: 'ola', requestId: crypto.randomUUID() };
    expect((await handle(skip, {} as Context, deps)).said).toContain('/note is required');
  });

  it('is recorded with every decision', async () => {
    const spine = await standing();
    await spine.decide('retry', keys[0]);
    expect((await spine.ledger.get(keys[0]))?.decisions).toMatchObject([{ action: 'retry', by: 'ola' }]);
  });

  it('is told which field of a command is wrong', async () => {
    const spine = new Spine();
    const deps = {
      ...spine.deps,
      plants: { oslo },
      lanes: spine.lanes,
      audit: inMemoryAuditTrail(),
      ...noWebhooks(),
      idempotency: undefined as never,
    };
    const answer = await handle({ command: 'retry', eventKey: 'x', by: 'ola' }, {} as Context, deps);
    expect(answer.ok).toBe(false);
    expect(answer.said).toContain('/eventKey must be an event key');
    expect((await handle(null, {} as Context, deps)).ok).toBe(false);
  });
});
