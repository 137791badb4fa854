import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import { handle } from '../../lambdas/operations/operate.ts';
import { oslo } from '../../plants/oslo.ts';
import { report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const events = ['1', '2', '3'].map((id) => report({ id }));
const keys = events.map(eventKeyOf) as [ReturnType<typeof eventKeyOf>, ...ReturnType<typeof eventKeyOf>[]];

/** The first of three events is quarantined, the others are deferred behind it. */
const quarantined = async () => {
  const spine = new Spine();
  spine.odoo.refuses.add(keys[0]);
  await spine.accept(events);
  await spine.drain();
  expect(await spine.statuses(events, eventKeyOf)).toEqual(['quarantined', 'parked', 'parked']);
  return spine;
};

describe('an operator', () => {
  it('retries the quarantined event, and the deferred ones follow in order', async () => {
    const spine = await quarantined();
    spine.odoo.refuses.clear();
    expect((await spine.decide('retry', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys);
  });

  it('retries in vain: it is quarantined again and nothing passes', async () => {
    const spine = await quarantined();
    await spine.decide('retry', keys[0]);
    await spine.drain();
    expect(await spine.statuses(events, eventKeyOf)).toEqual(['quarantined', 'parked', 'parked']);
    expect((await spine.eventStore.get(keys[0]))?.attempts).toBe(2);
  });

  it('skips the quarantined event and a deferred one, and the rest follows', async () => {
    const spine = await quarantined();
    expect((await spine.decide('skip', keys[1] as (typeof keys)[0])).ok).toBe(true);
    expect((await spine.decide('skip', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual([keys[2]]);
    expect((await spine.eventStore.blockedKeys('oslo', ['order/OSL/MO/1'])).size).toBe(0);
  });

  it('sees what cannot be decided', async () => {
    const spine = await quarantined();
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

  it('gets no refusal for a decision of their own that was sent twice by the SDK', async () => {
    const spine = await quarantined();
    const skip = spine.eventStore.skip;
    spine.eventStore.skip = async (record, decision) => {
      await skip(record, decision);
      return skip(record, decision);
    };
    expect((await spine.decide('skip', keys[0])).ok).toBe(true);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys.slice(1));
  });

  it('keeps a plant queue paused although a batch in flight meets an absent Odoo or gets through', async () => {
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
    expect(await spine.eventStore.queueState('oslo')).toMatchObject({ state: 'held', by: 'ola' });
  });

  it('must say why something is left out of Odoo', async () => {
    const spine = await quarantined();
    const deps = {
      ...spine.operating,
      plants: { oslo },
      idempotency: undefined as never,
    };
    const skip = { command: 'skip', eventKey: keys[0], by: 'ola', requestId: crypto.randomUUID() };
    expect((await handle(skip, {} as Context, deps)).said).toContain('/note is required');
  });

  it('is recorded with every decision', async () => {
    const spine = await quarantined();
    await spine.decide('retry', keys[0]);
    expect((await spine.eventStore.get(keys[0]))?.decisions).toMatchObject([{ action: 'retry', by: 'ola' }]);
  });

  it('starts a run of a job, of what is new or of a range of days, once', async () => {
    const spine = new Spine();
    spine.now = new Date('2026-12-01T12:00:00Z');
    const deps = {
      ...spine.operating,
      plants: { oslo },
      idempotency: undefined as never,
    };
    const run = { command: 'run' as const, job: 'costs' as const, plant: 'oslo', by: 'ola' };
    const requestId = crypto.randomUUID();
    for (const _ of [1, 2]) expect((await spine.operate({ ...run, requestId })).ok).toBe(true);
    await spine.operate({ ...run, from: '2026-11-01', to: '2026-11-30', requestId: crypto.randomUUID() });
    expect([...spine.started.values()]).toEqual([
      { job: 'costs', plant: 'oslo', by: 'ola' },
      { job: 'costs', plant: 'oslo', by: 'ola', range: { from: '2026-11-01', to: '2026-11-30' } },
    ]);
    const said = async (wrong: object) =>
      (await handle({ ...run, requestId, ...wrong }, {} as Context, deps)).said;
    expect(await said({ from: '2026-11-01' })).toContain('takes --from and --to, or neither');
    expect(await said({ from: '2026-11-02', to: '2026-11-01' })).toContain('first day');
    expect(await said({ from: '2026-13-40', to: '2026-13-41' })).toContain('/from must be a date, e.g.');
    expect(await said({ job: 'weather' })).toContain('/job must be one of costs, history, reconciliation');
    const days = { from: '2026-11-01', to: '2026-11-30' };
    expect(await said({ ...days, job: 'reconciliation' })).toContain('takes no days');
    spine.now = new Date('2026-11-29T22:59:00Z');
    const early = await spine.operate({ ...run, ...days, requestId: crypto.randomUUID() });
    expect(early).toEqual({ ok: false, said: '--to 2026-11-30 is yet to come: it is 2026-11-29 in oslo' });
    spine.now = new Date('2026-11-29T23:00:00Z');
    expect((await spine.operate({ ...run, ...days, requestId: crypto.randomUUID() })).ok).toBe(true);
    expect((await spine.operate({ ...run, plant: 'atlantis', requestId })).said).toContain('no plant');
  });

  it('sees how the last runs went, of one job or of all', async () => {
    const spine = new Spine();
    const run = (job: string, day: number, state: 'done' | 'failed') => {
      const startedAt = `2026-11-0${day}T02:15:00.000Z`;
      return { plant: 'oslo', job, id: startedAt, state, by: 'schedule', startedAt, counts: { items: day } };
    };
    for (const each of [run('costs', 1, 'done'), run('costs', 3, 'failed'), run('history', 2, 'done')])
      await spine.runs.replace(undefined, each);
    const seen = async (more: object) => {
      const answer = await spine.operate({ command: 'runs', plant: 'oslo', limit: 2, ...more });
      return [answer.said, ...(answer.result as { id: string }[]).map(({ id }) => id.slice(0, 10))];
    };
    expect(await seen({})).toEqual(['2 runs, 1 of them failed', '2026-11-03', '2026-11-02']);
    expect(await seen({ job: 'history' })).toEqual(['1 runs, 0 of them failed', '2026-11-02']);
  });

  it('sees which field of a command is wrong', async () => {
    const spine = new Spine();
    const deps = {
      ...spine.operating,
      plants: { oslo },
      idempotency: undefined as never,
    };
    const answer = await handle({ command: 'retry', eventKey: 'x', by: 'ola' }, {} as Context, deps);
    expect(answer.ok).toBe(false);
    expect(answer.said).toContain('/eventKey must be an event key');
    expect((await handle(null, {} as Context, deps)).ok).toBe(false);
  });
});
