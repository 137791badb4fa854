import { describe, expect, it } from 'vitest';
import type { EndpointAnswer } from '../../lambdas/outbound/webhooks/post.ts';
import { retired, rotated } from '../../lambdas/outbound/webhooks/secrets.ts';
import { enabled, maxWaiting } from '../../lambdas/outbound/webhooks/webhook-state.ts';
import { pushing } from '../fakes/pushing.ts';

const sequences = (messages: readonly { sequence: number }[]) => messages.map(({ sequence }) => sequence);
const ok: EndpointAnswer = { status: 204 };
const refusing =
  (entity: string, answer: EndpointAnswer = { status: 500 }) =>
  (message: { entity: string }): EndpointAnswer =>
    message.entity === entity ? answer : ok;

describe('a webhook', () => {
  it('is pushed what comes after its first run, in order, and nothing that is not its own', async () => {
    const fixture = pushing();
    await fixture.publish('old');
    await fixture.feed.setApplied('oslo', 1);
    await fixture.run();
    await fixture.publish('a', 'b');
    await fixture.append('c', { name: 'production-order.released' });
    await fixture.publish('a');
    await fixture.run();
    expect(sequences(fixture.consumer.received)).toHaveLength(3);
    expect(new Set(sequences(fixture.consumer.received))).toEqual(new Set([2, 3, 5]));
    expect(await fixture.line()).toMatchObject({ position: 5, waiting: [] });
    expect((await fixture.line()).lease).toBeUndefined();
  });

  it('gets the same bytes again for a message that it did not take', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = refusing('a');
    await fixture.publish('a');
    await fixture.run();
    const [first, second] = fixture.consumer.received;
    expect(second).toEqual(first);
    expect(first?.id).toBe('oslo.1');
    expect(JSON.parse(first?.body ?? '')).toEqual({
      specversion: '1.0',
      id: 'oslo.1',
      source: '/gateway/test',
      type: 'com.odoo-plant-gateway.stock.changed.v1',
      time: '2026-11-24T12:00:00.000Z',
      subject: 'a',
      datacontenttype: 'application/json',
      plant: 'oslo',
      sequence: '1',
      data: { value: 1 },
    });
  });

  it('tries again after 5 seconds, within the same run', async () => {
    const fixture = pushing();
    await fixture.run();
    const started = fixture.now().getTime();
    let tries = 0;
    fixture.consumer.answer = () => {
      tries += 1;
      return tries === 1 ? { status: 500 } : ok;
    };
    await fixture.publish('a');
    await fixture.run();
    expect(sequences(fixture.consumer.taken)).toEqual([1]);
    expect(fixture.now().getTime() - started).toBe(5_000);
  });

  it('keeps a message that it does not take from holding up others, but for those of its own ordering key', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = refusing('bad');
    await fixture.publish('bad', 'a', 'bad', 'b', 'a');
    await fixture.run();
    expect(sequences(fixture.consumer.taken).sort()).toEqual([2, 4, 5]);
    await fixture.publish('a', 'bad');
    await fixture.run();
    expect(sequences(fixture.consumer.taken).at(-1)).toBe(6);
    fixture.consumer.answer = () => ok;
    await fixture.settle(1);
    expect(sequences(fixture.consumer.taken.slice(-3))).toEqual([1, 3, 7]);
  });

  it('is tried by the table of Standard Webhooks, then disabled, and loses nothing by it', async () => {
    const fixture = pushing();
    await fixture.run();
    const tries: number[] = [];
    const started = fixture.now().getTime();
    fixture.consumer.answer = ({ entity }) => {
      if (entity !== 'bad') return ok;
      tries.push((fixture.now().getTime() - started) / 1000);
      return { status: 500 };
    };
    await fixture.publish('bad', 'a', 'bad');
    for (let minutes = 0; minutes < 80 * 60 && !(await fixture.line()).disabled; minutes += 1) {
      await fixture.run();
      fixture.pass(60);
    }
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    const table = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(waits).toHaveLength(table.length);
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(table[index] ?? 0);
      // Runs come every minute.
      expect(wait).toBeLessThan((table[index] ?? 0) + 70);
    }
    expect((await fixture.line()).disabled?.why).toBe('message 1 was not taken in 10 tries: status 500');
    expect(fixture.logged.filter(({ code }) => code === 'WEBHOOK_DISABLED')).toHaveLength(1);
    await fixture.publish('a');
    await fixture.run();
    expect(sequences(fixture.consumer.taken)).toEqual([2]);

    fixture.consumer.answer = () => ok;
    const seen = await fixture.line();
    await fixture.states.put(seen, enabled(seen, fixture.now()));
    await fixture.settle(1);
    expect(sequences(fixture.consumer.taken).sort()).toEqual([1, 2, 3, 4]);
  });

  it('that answers 410 is disabled at once', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = () => ({ status: 410 });
    await fixture.publish('a', 'a', 'b');
    await fixture.run();
    const { length } = fixture.consumer.received;
    // What was under way at the same time had been sent.
    expect(length).toBeLessThanOrEqual(2);
    fixture.pass(86_400);
    await fixture.run();
    expect(fixture.consumer.received).toHaveLength(length);
    expect((await fixture.line()).disabled?.why).toMatch(/410/);
  });

  it.each<[string, EndpointAnswer, number]>([
    ['429 with a time', { status: 429, retryAfter: '20' }, 20],
    ['429 without one', { status: 429 }, 30],
    ['503 with a date', { status: 503, retryAfter: 'Tue, 24 Nov 2026 12:00:40 GMT' }, 40],
    ['429 with a time of days', { status: 429, retryAfter: '999999' }, 3600],
  ])('that answers %s is left alone until then, and no try counts', async (_, slow, seconds) => {
    const fixture = pushing();
    await fixture.run();
    const started = fixture.now().getTime();
    const at: number[] = [];
    fixture.consumer.answer = () => {
      at.push((fixture.now().getTime() - started) / 1000);
      return at.length === 1 ? slow : ok;
    };
    await fixture.publish('a', 'a', 'a');
    await fixture.settle(2);
    expect(at[0]).toBe(0);
    expect(at[1]).toBeGreaterThanOrEqual(seconds);
    expect(at[1]).toBeLessThan(seconds + 61);
    expect(sequences(fixture.consumer.taken)).toEqual([1, 2, 3]);
    expect(fixture.logged.map(({ code }) => code)).not.toContain('WEBHOOK_FAILED');
  });

  it.each<[string, EndpointAnswer]>([
    ['a redirect', { status: 302 }],
    ['503 without a time', { status: 503 }],
    ['no answer', { broken: 'TimeoutError' }],
    ['a refused address', { broken: 'ADDRESS_REFUSED' }],
  ])('that gives %s has failed', async (_, answer) => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = () => answer;
    await fixture.publish('a');
    await fixture.run();
    expect(await fixture.line()).toMatchObject({ position: 1, waiting: [{ sequences: [1], failures: 2 }] });
  });

  it('that was offline for days gets everything when it is back, of each entity in order', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = () => ({ broken: 'ECONNREFUSED' });
    const entities = Array.from({ length: 60 }, (_, index) => `entity ${index}`);
    for (let day = 0; day < 7; day += 1) {
      await fixture.publish(...entities, ...entities);
      for (let hour = 0; hour < 24; hour += 1) {
        await fixture.run();
        fixture.pass(3600);
      }
    }
    const seen = await fixture.line();
    expect(seen.waiting).toHaveLength(maxWaiting);
    // By the table it is disabled after three days; an operator enables it when the partner is back.
    expect(seen.disabled?.why).toMatch(/was not taken in 10 tries/);
    fixture.consumer.answer = () => ok;
    await fixture.states.put(seen, enabled(seen, fixture.now()));
    await fixture.settle(1);
    expect(sequences(fixture.consumer.received).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 840 }, (_, index) => index + 1),
    );
    for (const entity of entities) {
      const of = sequences(fixture.consumer.received.filter((each) => each.entity === entity));
      expect(of).toEqual([...of].sort((a, b) => a - b));
    }
  });

  it('whose places are all taken is asked every five minutes whether it is back, and then gets all at once', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.consumer.answer = () => ({ broken: 'ECONNREFUSED' });
    await fixture.publish(...Array.from({ length: 50 }, (_, index) => `entity ${index}`));
    for (let minute = 0; minute < 180; minute += 1) {
      await fixture.run();
      fixture.pass(60);
    }
    const { waiting } = await fixture.line();
    expect(Math.max(...waiting.map(({ failures }) => failures))).toBe(5);
    fixture.consumer.answer = () => ok;
    const back = fixture.now().getTime();
    await fixture.settle(1);
    expect(fixture.consumer.received).toHaveLength(50);
    expect(fixture.now().getTime() - back).toBeLessThanOrEqual(7 * 60_000);
  });

  it('is delivered to by one run at a time', async () => {
    const fixture = pushing();
    await fixture.run();
    await fixture.publish('a', 'b', 'c', 'a');
    await Promise.all([fixture.run(), fixture.run(), fixture.run()]);
    expect(sequences(fixture.consumer.received)).toHaveLength(4);
  });

  it('verifies with the secret that the partner holds, at any time of a rotation', async () => {
    const fixture = pushing();
    await fixture.run();
    const deliverOne = async () => {
      const taken = fixture.consumer.taken.length;
      await fixture.publish('a');
      await fixture.run();
      expect(fixture.consumer.taken).toHaveLength(taken + 1);
    };
    const old = fixture.consumer.secret;
    await deliverOne();
    const secrets = rotated(fixture.kept.secrets, fixture.now());
    if (!secrets) throw new Error('not rotated');
    fixture.kept.secrets = secrets;
    await deliverOne();
    fixture.consumer.secret = `whsec_${secrets.current}`;
    await deliverOne();
    fixture.consumer.secret = old;
    fixture.pass(23 * 3600);
    await deliverOne();
    expect(rotated(secrets, fixture.now())).toBeUndefined();
    fixture.consumer.secret = `whsec_${secrets.current}`;
    fixture.kept.secrets = retired(secrets);
    await deliverOne();
    expect(fixture.consumer.strange).toEqual([]);
    fixture.consumer.secret = old;
    await fixture.publish('a');
    await fixture.run();
    expect(fixture.consumer.strange).not.toEqual([]);
  });

  it('is no longer signed with the old secret a day after the new one', async () => {
    const fixture = pushing();
    await fixture.run();
    fixture.kept.secrets = rotated(fixture.kept.secrets, fixture.now()) ?? fixture.kept.secrets;
    fixture.pass(24 * 3600);
    await fixture.publish('a');
    await fixture.run();
    expect(fixture.consumer.strange).toContain('oslo.1');
  });

  it('gets a range again, in order and with the same ids, before anything new', async () => {
    const fixture = pushing();
    await fixture.run();
    await fixture.publish('a', 'b', 'a', 'b', 'a', 'a');
    await fixture.run();
    const before = fixture.consumer.received.splice(0);
    const seen = await fixture.line();
    await fixture.states.put(seen, { ...seen, replay: { next: 3, to: 5 } });
    await fixture.publish('a');
    await fixture.run();
    const of = (entity: string) =>
      sequences(fixture.consumer.received.filter((each) => each.entity === entity));
    expect(of('a')).toEqual([3, 5, 7]);
    expect(of('b')).toEqual([4]);
    const again = fixture.consumer.received.find(({ sequence }) => sequence === 3);
    expect(again).toEqual(before.find(({ sequence }) => sequence === 3));
    expect(await fixture.line()).toMatchObject({ position: 7, waiting: [] });
    expect((await fixture.line()).replay).toBeUndefined();
  });

  it('goes on with what is still kept when the feed forgot what it did not get, and says so', async () => {
    const fixture = pushing();
    await fixture.run();
    await fixture.publish('a');
    await fixture.run();
    await fixture.append('b', { sequence: 9 });
    await fixture.run();
    expect(sequences(fixture.consumer.received)).toEqual([1, 9]);
    expect(fixture.logged).toContainEqual({
      code: 'WEBHOOK_MISSED',
      about: { partner: 'acme', plant: 'oslo', from: 2, to: 8 },
    });
  });

  it('is taken up again after a run died with the lease, when that is over', async () => {
    const fixture = pushing();
    await fixture.run();
    await fixture.publish('a');
    let dead = false;
    const die = () => {
      dead = true;
      return Promise.reject(new Error('killed'));
    };
    const { states } = fixture;
    const dying = {
      post: die,
      states: {
        get: (...of: Parameters<typeof states.get>) => (dead ? die() : states.get(...of)),
        put: (...of: Parameters<typeof states.put>) => (dead ? die() : states.put(...of)),
      },
    };
    await expect(fixture.run(dying)).rejects.toThrow('killed');
    await fixture.run();
    expect(fixture.consumer.received).toEqual([]);
    fixture.pass(80);
    await fixture.run();
    expect(sequences(fixture.consumer.received)).toEqual([1]);
  });

  it('is taken up again at once after a run that failed, which had nothing under way any more', async () => {
    const fixture = pushing();
    await fixture.run();
    await fixture.publish('broken', 'slow', 'slow');
    let calls = 0;
    let underWay = 0;
    const release = Promise.withResolvers<void>();
    const failing = fixture.run({
      post: async (_, __, body) => {
        calls += 1;
        if (JSON.parse(body).subject === 'broken') throw new Error('out of memory');
        underWay += 1;
        await release.promise;
        underWay -= 1;
        return ok;
      },
    });
    const ended = failing.catch((error: Error) => `${error.message}, ${underWay} under way`);
    // All that can happen without the slow answer has happened.
    await new Promise(setImmediate);
    expect((await fixture.line()).lease).toBeDefined();
    await fixture.run();
    expect(fixture.consumer.received).toEqual([]);
    release.resolve();
    expect(await ended).toBe('out of memory, 0 under way');
    // What it had begun was its last.
    expect(calls).toBe(2);
    expect((await fixture.line()).lease).toBeUndefined();
    await fixture.run();
    expect(sequences(fixture.consumer.received).sort()).toEqual([1, 2, 3]);
  });
});
