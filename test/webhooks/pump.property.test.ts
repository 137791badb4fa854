import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointAnswer, Post } from '../../lambdas/outbound/webhooks/post.ts';
import { rotated } from '../../lambdas/outbound/webhooks/secrets.ts';
import type { PushDeps } from '../../lambdas/outbound/webhooks/webhook.ts';
import { enabled, skipped } from '../../lambdas/outbound/webhooks/webhook-state.ts';
import { type Knife, mortal } from '../fakes/mortal.ts';
import { pushing } from '../fakes/pushing.ts';

class Killed extends Error {}

/** Of each of these an endpoint that fails gives some; a 429 and a 503 with a time slow the whole of it. */
const failures: readonly EndpointAnswer[] = [
  { status: 500 },
  { status: 302 },
  { broken: 'TimeoutError' },
  { broken: 'ECONNRESET' },
  { broken: 'ECONNREFUSED' },
  { status: 429, retryAfter: '3' },
  { status: 503, retryAfter: '2' },
  { status: 503 },
];

/** Numbers below another one, as even as luck is; drawn by fast-check, they would all be small now and then. */
const lottery = (seed: number) => {
  let state = seed % 2_147_483_647 || 1;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
};

const step = fc.record({
  /** entities that are published before the run */
  publish: fc.array(fc.oneof(fc.nat(3), fc.nat(40)), { maxLength: 30 }),
  /** calls after which a run is killed */
  dieAfter: fc.option(fc.nat(12), { nil: undefined, freq: 2 }),
  /** another run at the same time */
  twice: fc.boolean(),
  /** seconds until the next step */
  pass: fc.constantFrom(0, 1, 60, 90, 600),
  rotate: fc.boolean(),
  replay: fc.boolean(),
  /** an operator gives up what the partner does not take, however seldom it was tried */
  skip: fc.boolean(),
});

/** What a function leans on dies with it, before a call or after it was carried out. */
const killed = (deps: PushDeps, left: number): Partial<PushDeps> => {
  const knife: Knife = { left, dead: false };
  const { post } = deps;
  const died = () => new Killed();
  const posts = mortal({ ...deps, posting: { post } }, ['feed', 'states', 'secrets', 'posting'], knife, died);
  const dying: Post = (url, headers, body) => posts.posting.post(url, headers, body);
  return { feed: posts.feed, states: posts.states, secrets: posts.secrets, post: dying };
};

const perOrderingKey = (
  messages: readonly { entity: string; sequence: number }[],
  without: ReadonlySet<number> = new Set(),
): Map<string, number[]> => {
  const first = new Map<string, number[]>();
  for (const { entity, sequence } of messages) {
    if (without.has(sequence)) continue;
    const seen = first.get(entity) ?? [];
    first.set(entity, seen);
    if (!seen.includes(sequence)) seen.push(sequence);
  }
  return first;
};

describe('pushing to an endpoint that fails three times in ten', () => {
  it('gets every message through that is not skipped, signed, of each entity in order, wherever runs die', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), async (steps, seed) => {
        const luck = lottery(seed);
        const fixture = pushing();
        await fixture.run();
        const refused = new Map<string, number>();
        fixture.consumer.answer = ({ id }) => {
          const failure = failures[luck(failures.length)];
          const times = refused.get(id) ?? 0;
          // Very bad luck would end in a disabled webhook, which is another test's business.
          if (!failure || times >= 4 || luck(10) >= 3) return { status: 200 };
          refused.set(id, times + 1);
          return failure;
        };
        const published: { entity: string; sequence: number }[] = [];
        const publish = async (entity: string) => {
          const [sequence = 0] = await fixture.publish(entity);
          published.push({ entity, sequence });
        };
        const given = new Set<number>();
        const skipFirst = async () => {
          const seen = await fixture.line();
          const sequence = seen.waiting[0]?.sequences[0];
          if (sequence === undefined) return;
          const at = fixture.now().toISOString();
          const next = skipped(seen, { sequence, at, why: 'skipped', by: 'ola' }, fixture.now());
          if (typeof next === 'string') throw new Error(next);
          // While a run is at it: the later write of that must not undo this one.
          if (await fixture.states.put(seen, next)) given.add(sequence);
        };
        const run = async (more: Partial<PushDeps>) => {
          try {
            await fixture.run(more);
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
          }
        };
        for (const { publish: entities, dieAfter, twice, pass, rotate, replay, skip } of steps) {
          for (const entity of entities) await publish(`entity ${entity}`);
          if (rotate) {
            const secrets = rotated(fixture.kept.secrets, fixture.now());
            if (secrets) fixture.kept.secrets = secrets;
          }
          const seen = await fixture.line();
          if (replay && !seen.replay && seen.position > 0)
            await fixture.states.put(seen, { ...seen, replay: { next: 1, to: seen.position } });
          const mine = run(dieAfter === undefined ? {} : killed(fixture.deps, dieAfter));
          await Promise.all([mine, ...(twice ? [run({})] : []), ...(skip ? [skipFirst()] : [])]);
          if (skip) await skipFirst();
          if (rotate) fixture.consumer.secret = `whsec_${fixture.kept.secrets.current}`;
          fixture.pass(pass);
        }
        await fixture.settle(48);
        expect(fixture.consumer.strange).toEqual([]);
        expect(perOrderingKey(fixture.consumer.taken, given)).toEqual(perOrderingKey(published, given));
        expect(perOrderingKey(fixture.consumer.received, given)).toEqual(perOrderingKey(published, given));
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('lets no entity wait for another one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 60 }),
        async (bad, entities) => {
          const fixture = pushing();
          await fixture.run();
          fixture.consumer.answer = ({ entity }) => ({ status: bad.includes(Number(entity)) ? 500 : 200 });
          await fixture.publish(...entities.map(String));
          await fixture.run();
          const good = entities.flatMap((entity, index) => (bad.includes(entity) ? [] : [index + 1]));
          expect(fixture.consumer.taken.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(good);
          // Until the last try; what an operator then enables is tried again.
          for (let hour = 0; hour < 90; hour += 1) {
            fixture.pass(3600);
            await fixture.run();
          }
          const seen = await fixture.line();
          expect(seen.disabled !== undefined).toBe(good.length < entities.length);
          fixture.consumer.answer = () => ({ status: 200 });
          await fixture.states.put(seen, enabled(seen, fixture.now()));
          await fixture.settle(1);
          expect(fixture.consumer.taken).toHaveLength(entities.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives up what is never taken while others are, and nothing else', async () => {
    const message = fc.record({ entity: fc.nat(4), poison: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
        const fixture = pushing();
        await fixture.run();
        const poison = messages.flatMap((each, index) => (each.poison ? [index + 1] : []));
        fixture.consumer.answer = ({ sequence }) => ({ status: poison.includes(sequence) ? 400 : 200 });
        await fixture.publish(...messages.map(({ entity }) => `entity ${entity}`));
        const done = async () => (await fixture.line()).waiting.length === 0;
        for (let hour = 0; hour === 0 || !(await done()); hour += 1) {
          if (hour > 80 * messages.length) throw new Error('it never ends');
          if (hour % 10 === 0) await fixture.publish('another');
          await fixture.run();
          fixture.pass(3600);
        }
        const line = await fixture.line();
        expect(line.disabled).toBeUndefined();
        expect((line.aside ?? []).map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(poison);
        const published = messages.map(({ entity }, index) => ({
          entity: `entity ${entity}`,
          sequence: index + 1,
        }));
        const taken = fixture.consumer.taken.filter(({ entity }) => entity !== 'another');
        expect(perOrderingKey(taken)).toEqual(perOrderingKey(published, new Set(poison)));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
