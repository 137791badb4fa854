import { describe, expect, it } from 'vitest';
import {
  enabled,
  maxSequences,
  maxSetAside,
  type SetAsideMessage,
  skipped,
  undecided,
  type WebhookState,
} from '../../lambdas/outbound/webhooks/webhook-state.ts';
import { pushing } from '../fakes/pushing.ts';

const sequences = (messages: readonly { sequence: number }[]) => messages.map(({ sequence }) => sequence);
type TestBackend = ReturnType<typeof pushing>;

/** Runs every minute for so many hours, or until then. */
const hours = async (fixture: TestBackend, count: number, until = (_: WebhookState) => false) => {
  for (let minute = 0; minute < count * 60 && !until(await fixture.line()); minute += 1) {
    await fixture.run();
    fixture.pass(60);
  }
};
/** An endpoint that takes everything but these positions. */
const poisoned = async (...never: number[]) => {
  const fixture = pushing();
  await fixture.run();
  fixture.consumer.answer = ({ sequence }) => ({ status: never.includes(sequence) ? 422 : 200 });
  return fixture;
};

describe('a message that is never taken', () => {
  it('becomes a dead letter after its last try when others were taken meanwhile, and its ordering key goes on', async () => {
    const fixture = await poisoned(1);
    await fixture.publish('bad', 'bad', 'bad');
    await hours(fixture, 40);
    await fixture.publish('good');
    await hours(fixture, 40, ({ aside }) => aside !== undefined);
    const before = fixture.now().getTime();
    expect((await fixture.line()).disabled).toBeUndefined();
    await fixture.run();
    expect(sequences(fixture.consumer.taken)).toEqual([4, 2, 3]);
    expect(fixture.now().getTime()).toBe(before);
    expect((await fixture.line()).aside).toMatchObject([
      { sequence: 1, stream: 'stock/bad', why: 'was not taken in 10 tries: status 422' },
    ]);
    expect(fixture.logged.filter(({ code }) => code === 'WEBHOOK_SET_ASIDE')).toEqual([
      {
        code: 'WEBHOOK_SET_ASIDE',
        about: { partner: 'acme', plant: 'oslo', sequence: 1, why: 'was not taken in 10 tries: status 422' },
      },
    ]);
  });

  it('ends in a disabled webhook when nothing was taken since it first failed', async () => {
    const fixture = await poisoned(3);
    await fixture.publish('good');
    await fixture.run();
    fixture.pass(60);
    await fixture.publish('good', 'bad');
    await hours(fixture, 90, ({ disabled }) => disabled !== undefined);
    expect(await fixture.line()).toMatchObject({
      disabled: { why: 'message 3 was not taken in 10 tries: status 422' },
      waiting: [{ sequences: [3] }],
    });
    expect((await fixture.line()).aside ?? []).toEqual([]);
  });

  it('has nothing to do with what was refused before it in its ordering key', async () => {
    const fixture = await poisoned(1, 2);
    await fixture.publish('bad', 'bad');
    await hours(fixture, 40);
    await fixture.publish('good');
    await hours(fixture, 50, ({ aside }) => aside !== undefined);
    // Nothing was taken since the second one first failed.
    await hours(fixture, 90, ({ disabled }) => disabled !== undefined);
    expect((await fixture.line()).disabled?.why).toContain('message 2 was not taken in 10 tries');
    expect(sequences((await fixture.line()).aside ?? [])).toEqual([1]);
  });

  it('that was enabled has all its tries again', async () => {
    const fixture = await poisoned(1);
    await fixture.publish('bad');
    await hours(fixture, 90, ({ disabled }) => disabled !== undefined);
    const seen = await fixture.line();
    await fixture.states.put(seen, enabled(seen, fixture.now()));
    await hours(fixture, 40);
    expect(await fixture.line()).toMatchObject({ waiting: [{ failures: 8 }] });
    await fixture.publish('good');
    await hours(fixture, 60, ({ aside }) => aside !== undefined);
    expect(sequences((await fixture.line()).aside ?? [])).toEqual([1]);
  });

  it('holds up everything once its ordering key is full, until then only', async () => {
    const fixture = await poisoned(1);
    await fixture.publish(...Array.from({ length: maxSequences + 1 }, () => 'bad'), 'good');
    await fixture.run();
    expect(await fixture.line()).toMatchObject({ position: maxSequences, waiting: [{ failures: 2 }] });
    const seen = await fixture.line();
    const decided = { sequence: 1, at: fixture.now().toISOString(), why: 'too old', by: 'ola' };
    const next = skipped(seen, decided, fixture.now());
    if (typeof next === 'string') throw new Error(next);
    await fixture.states.put(seen, next);
    await fixture.settle(1);
    expect(fixture.consumer.taken).toHaveLength(maxSequences + 1);
    expect(sequences(fixture.consumer.taken)).not.toContain(1);
    expect((await fixture.line()).aside).toEqual([{ ...decided, stream: 'stock/bad' }]);
  });

  it('is delivered by a replay when it is taken by then, and is no longer a dead letter', async () => {
    const fixture = await poisoned(1);
    await fixture.publish('bad', 'bad');
    await hours(fixture, 40);
    await fixture.publish('good');
    await hours(fixture, 50, ({ aside }) => aside !== undefined);
    await fixture.settle(1);
    const replay = async () => {
      const seen = await fixture.line();
      await fixture.states.put(seen, { ...seen, replay: { next: 1, to: 1 } });
      await fixture.run();
    };
    await replay();
    expect(undecided(await fixture.line())).toHaveLength(1);
    expect(await fixture.line()).toMatchObject({ waiting: [{ sequences: [1], failures: 2 }] });
    fixture.consumer.answer = () => ({ status: 200 });
    await fixture.settle(1);
    expect(sequences(fixture.consumer.taken)).toEqual([3, 2, 1]);
    expect((await fixture.line()).aside).toEqual([]);
  });
});

describe('dead letters', () => {
  const at = new Date('2026-11-24T12:00:00Z');
  const one = (sequence: number, more: Partial<SetAsideMessage> = {}): SetAsideMessage => ({
    ...{ sequence, stream: `stock/${sequence}`, at: at.toISOString(), why: 'status 400' },
    ...more,
  });
  const line = (aside: SetAsideMessage[]): WebhookState => ({
    ...{ partner: 'acme', plant: 'oslo', position: 200, version: '1', aside },
    waiting: [
      {
        ...{
          stream: 'stock/x',
          sequences: [100, 101],
          failures: 4,
          refusedSince: '2026-11-24T10:00:00.000Z',
        },
        ...{ next: '2026-11-24T13:00:00.000Z', since: '2026-11-24T10:00:00.000Z' },
      },
    ],
  });
  const skip = (seen: WebhookState, sequence: number) =>
    skipped(seen, { sequence, at: at.toISOString(), why: 'no use', by: 'ola' }, at);

  it('are so many at most, of which those that somebody decided about make room', () => {
    const full = Array.from({ length: maxSetAside }, (_, index) => one(index + 1));
    expect(skip(line(full), 100)).toBe('50 dead letters are kept already: replay or skip those first');
    const decided = full.with(7, one(8, { by: 'kari' }));
    const next = skip(line(decided), 100);
    if (typeof next === 'string') throw new Error(next);
    expect(next.aside).toHaveLength(maxSetAside);
    expect(sequences(next.aside ?? [])).not.toContain(8);
    expect(next.aside?.at(-1)).toMatchObject({ sequence: 100, stream: 'stock/x', by: 'ola' });
  });

  it('are not given up one after the other when there are too many: then it is the endpoint', async () => {
    const fixture = await poisoned(1);
    await fixture.publish('bad');
    await hours(fixture, 1);
    const seen = await fixture.line();
    const full = Array.from({ length: maxSetAside }, (_, index) => one(index + 1000));
    await fixture.states.put(seen, { ...seen, aside: full });
    await fixture.publish('good');
    await hours(fixture, 90, ({ disabled }) => disabled !== undefined);
    expect((await fixture.line()).disabled?.why).toContain('message 1 was not taken in 10 tries');
  });

  it('may be decided about, and are counted no more then', () => {
    const seen = line([one(3), one(4)]);
    const next = skip(seen, 3);
    if (typeof next === 'string') throw new Error(next);
    expect(sequences(undecided(next))).toEqual([4]);
    expect(next.waiting).toEqual(seen.waiting);
  });

  it('leave their ordering key as it was when they did not hold it up, and at work when they did', () => {
    const later = skip(line([]), 101);
    if (typeof later === 'string') throw new Error(later);
    expect(later.waiting).toEqual([{ ...line([]).waiting[0], sequences: [100] }]);
    const first = skip(line([]), 100);
    if (typeof first === 'string') throw new Error(first);
    expect(first.waiting).toMatchObject([{ sequences: [101], failures: 0, next: at.toISOString() }]);
    expect(first.waiting[0]).not.toHaveProperty('refusedSince');
    expect(skip(line([]), 102)).toBe('102 does not wait; `webhooks` names what does');
  });
});
