import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendMessages,
  catchUp,
  FeedMoved,
  type MessageDraft,
  publishMessages,
} from '../../lambdas/outbound/feed/append.ts';
import type { Feed } from '../../lambdas/outbound/feed/feed.ts';
import { inMemoryFeed } from '../fakes/in-memory-feed.ts';

const plant = 'oslo';
const clock = () => new Date('2026-11-24T12:00:00Z');
class Killed extends Error {}

/** A feed whose user dies at its nth call: before it is carried out, or after. */
const mortal = (feed: Feed, dieAt: number, after: boolean): Feed => {
  let calls = 0;
  return new Proxy(feed, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return async (...args: unknown[]) => {
        calls += 1;
        if (calls === dieAt && !after) throw new Killed();
        const result = await method.apply(target, args);
        if (calls === dieAt) throw new Killed();
        return result;
      };
    },
  });
};

const draft = (entity: number, value: number): MessageDraft => ({
  name: 'stock.changed',
  subject: `item ${entity}`,
  thing: { kind: 'stock', name: String(entity) },
  data: { value },
  hash: `${entity}=${value}`,
});

const polls = fc.array(
  fc.record({
    /** how the entities changed before this poll */
    sets: fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { maxLength: 4 }),
    dieAt: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
    after: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe('publishing what changed', () => {
  it('replays to the current state, without a gap or a repetition, wherever writers die', async () => {
    await fc.assert(
      fc.asyncProperty(polls, async (given) => {
        const feed = inMemoryFeed();
        const current = new Map<number, number>();
        const poll = async (deps: { feed: Feed }) => {
          const head = await catchUp(plant, deps);
          const drafts = [...current].map(([entity, value]) => draft(entity, value));
          await appendMessages(head, drafts, { ...deps, clock, keepDays: 90 });
        };
        for (const { sets, dieAt, after } of given) {
          for (const [entity, value] of sets) current.set(entity, value);
          try {
            await poll({ feed: dieAt === undefined ? feed : mortal(feed, dieAt, after) });
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
          }
        }
        await poll({ feed });
        const messages = await feed.after(plant, 0, 10_000);
        expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1));
        const replayed = new Map<string, string>();
        for (const { thing, hash } of messages) {
          expect(replayed.get(thing.name), 'the same said twice in a row').not.toBe(hash);
          replayed.set(thing.name, hash);
        }
        expect(replayed).toEqual(
          new Map([...current].map(([entity, value]) => [String(entity), `${entity}=${value}`])),
        );
        const states = await feed.statesOf(plant, 'stock', [...replayed.keys()]);
        expect(new Map([...states].map(([name, { message }]) => [name, message.hash]))).toEqual(replayed);
      }),
      { numRuns: 400 },
    );
  });

  it('lets no writer publish what it saw before another one wrote', async () => {
    const feed = inMemoryFeed();
    const deps = { feed, clock, keepDays: 90 };
    const slow = await catchUp(plant, deps);
    await publishMessages(plant, [draft(1, 2)], deps);
    await expect(appendMessages(slow, [draft(1, 1)], deps)).rejects.toThrow(FeedMoved);
    expect((await feed.after(plant, 0, 10)).map(({ hash }) => hash)).toEqual(['1=2']);
  });

  it('publishes everything of many that publish at once', async () => {
    const feed = inMemoryFeed();
    await Promise.all(
      Array.from({ length: 8 }, (_, entity) =>
        publishMessages(plant, [draft(entity, 1), draft(entity + 100, 1)], { feed, clock, keepDays: 90 }),
      ),
    );
    const messages = await feed.after(plant, 0, 100);
    expect(messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
    expect(new Set(messages.map(({ hash }) => hash)).size).toBe(16);
  });
});
