import { describe, expect, it } from 'vitest';
import { broken, transient } from '../../lambdas/odoo/failures.ts';
import type { Answered, OdooQuestion } from '../../lambdas/odoo/ports.ts';
import { publishMessages } from '../../lambdas/outbound/feed/append.ts';
import type { EntityState, Feed } from '../../lambdas/outbound/feed/feed.ts';
import type { DescribeContext, EntityType } from '../../lambdas/outbound/poll/entity-type.ts';
import { handle, pollPlants } from '../../lambdas/outbound/poll/poll-plants.ts';
import type { OutcomeMessage } from '../../lambdas/posting/outcomes.ts';
import type { PlantQueueState } from '../../lambdas/store/event-record.ts';
import { oslo } from '../../plants/oslo.ts';
import { inMemoryCodeMapping } from '../fakes/in-memory-code-mapping.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryFeed } from '../fakes/in-memory-feed.ts';

/** An entity type whose entities have a number each. What Odoo has of them is a map. */
const entityTypeOf = (kind: string): EntityType => ({
  name: kind,
  questions: kind,
  describe: (document) => ({
    name: `${kind}.changed`,
    subject: kind,
    data: document as object,
    closed: (document as { open: boolean }).open === false,
  }),
  describeGone: () => ({ name: `${kind}.changed`, subject: kind, data: {}, closed: true, gone: true }),
});

const setUp = (more: { feed?: Feed; answers?: (question: OdooQuestion) => Answered | undefined } = {}) => {
  const odoo: Record<string, Map<number, object>> = { tanks: new Map(), pumps: new Map() };
  const asked: OdooQuestion[] = [];
  const counted: [string, number][] = [];
  const published: OutcomeMessage[] = [];
  const woken: string[] = [];
  const state = { now: new Date('2026-11-24T12:00:00Z'), busTakes: true };
  const deps = {
    feed: more.feed ?? inMemoryFeed(),
    keepDays: 90,
    eventStore: inMemoryEventStore(),
    entityTypes: [entityTypeOf('tanks'), entityTypeOf('pumps')],
    codeMapping: inMemoryCodeMapping(),
    wake: async (plant: string) => void woken.push(plant),
    clock: () => state.now,
    timeLeft: () => 60_000,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    count: (metric: string, _: string, value: number) => void counted.push([metric, value]),
    bus: {
      publish: async (messages: readonly OutcomeMessage[]) => {
        if (!state.busTakes) throw new Error('no bus');
        published.push(...messages);
      },
    },
    odoo: {
      ask: async (question: OdooQuestion): Promise<Answered> => {
        asked.push(question);
        const given = more.answers?.(question);
        if (given) return given;
        const [kind = '', what] = question.question.split('.');
        const things = [...(odoo[kind] ?? [])];
        const { ids } = question.about as { ids?: number[] };
        if (what === 'changes')
          return {
            ok: true,
            answer: { mark: '1:1', things: things.map(([id, doc]) => [id, JSON.stringify(doc)]) },
          };
        const found = things.filter(([id]) => ids?.includes(id));
        return {
          ok: true,
          answer: {
            things: found.map(([id, document]) => ({ id, fingerprint: JSON.stringify(document), document })),
          },
        };
      },
    },
  };
  const run = () => pollPlants(oslo, deps);
  const inFeed = async () => {
    const all: object[] = [];
    for (;;) {
      const page = await deps.feed.after('oslo', all.length, 1000);
      if (page.length === 0) return all;
      all.push(...page.map(({ data }) => data));
    }
  };
  return { odoo, asked, counted, published, woken, state, deps, run, inFeed };
};

describe('a poll of Odoo', () => {
  it('is complete when the webhooks cannot be woken: they run every minute', async () => {
    const { odoo, run, counted, deps, inFeed } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    deps.wake = async () => {
      throw new Error('Function not found: opg-prod-webhooks:live');
    };
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }]);
    expect(counted.filter(([metric]) => metric === 'Dispatched')).toHaveLength(1);
  });

  it('publishes what is new, reads nothing that is known, and puts each message on the bus once', async () => {
    const { odoo, asked, published, woken, run, inFeed, counted } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    odoo.pumps?.set(1, { runs: true });
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }, { runs: true }]);
    expect(published.map(({ id, name }) => ({ id, name }))).toEqual([
      { id: 'oslo.1', name: 'tanks.changed' },
      { id: 'oslo.2', name: 'pumps.changed' },
    ]);
    asked.length = 0;
    await run();
    expect(asked.map(({ question }) => question)).toEqual(['tanks.changes', 'pumps.changes']);
    expect(asked[0]?.about).toEqual({ since: '1:1' });
    expect(published).toHaveLength(2);
    expect(woken).toEqual(['oslo']);
    expect(counted.filter(([metric]) => metric === 'Dispatched')).toHaveLength(2);
  });

  it('records when it first reached its end, and keeps that time: from then on a silence rings', async () => {
    let away = true;
    const answers = ({ question }: OdooQuestion) =>
      away && question.startsWith('pumps')
        ? transient('unreachable', 'ECONNREFUSED', { outcome: 'not-done' })
        : undefined;
    const { run, state, deps } = setUp({ answers });
    const begun = state.now;
    await run();
    expect((await deps.feed.head('oslo'))?.polledAt).toBeUndefined();
    away = false;
    await run();
    expect((await deps.feed.head('oslo'))?.polledAt).toBe(begun.toISOString());
    state.now = new Date(begun.getTime() + 60_000);
    await run();
    expect((await deps.feed.head('oslo'))?.polledAt).toBe(begun.toISOString());
  });

  it('keeps the time when Odoo did not take the watermark, until that happens again', async () => {
    let known = true;
    const { run, deps, state } = setUp({
      answers: ({ question }) =>
        question.endsWith('.changes') ? { ok: true, answer: { mark: '1:1', known, things: [] } } : undefined,
    });
    const noticed = async () => (await deps.feed.head('oslo'))?.read.tanks?.anewAt;
    known = false;
    // The first poll has no watermark that Odoo could refuse.
    await run();
    expect(await noticed()).toBeUndefined();
    await run();
    const first = state.now.toISOString();
    expect(await noticed()).toBe(first);
    known = true;
    state.now = new Date('2026-11-24T12:01:00Z');
    await run();
    expect(await noticed()).toBe(first);
  });

  it('asks Odoo nothing while lost events are replayed after a restore, and goes on afterwards', async () => {
    const { odoo, asked, deps, inFeed, counted } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    const poll = () =>
      handle({ plant: 'oslo' }, () => 60_000, { ...deps, plants: { oslo }, wait: async () => {} });
    const at = '2026-11-24T12:00:00.000Z';
    const held = { plant: 'oslo', state: 'held', reason: 'restored', since: at, until: at } as const;
    let seen: PlantQueueState | undefined;
    for (const step of ['held', 'replaying'] as const) {
      seen = await deps.eventStore.setQueueState(seen, { ...held, restore: { step } });
      await poll();
    }
    expect([asked, await inFeed()]).toEqual([[], []]);
    expect(counted).toEqual(Array(2).fill(['Dispatched', 1]));
    await deps.eventStore.setQueueState(seen, { ...held, restore: { step: 'replayed' } });
    await poll();
    expect(await inFeed()).toEqual([{ level: 1 }]);
  });

  it('takes another document under the same id for a new one: a restored Odoo gives ids again', async () => {
    const { odoo, run, deps } = setUp();
    const [tanks] = deps.entityTypes;
    const orders = {
      ...tanks,
      namedForGood: true as const,
      describe: (document: unknown, { previous }: DescribeContext) => ({
        name: previous ? 'tanks.changed' : 'tanks.made',
        subject: (document as { name: string }).name,
        data: document as object,
        closed: false,
      }),
      describeGone: ({ message }: EntityState) => ({
        name: 'tanks.gone',
        subject: message.subject,
        data: {},
        closed: true,
        gone: true as const,
      }),
    } as EntityType;
    deps.entityTypes = [orders];
    for (const document of [{ name: 'A' }, { name: 'A', level: 2 }, { name: 'B' }]) {
      odoo.tanks?.set(7, document);
      await run();
    }
    const told = (await deps.feed.after('oslo', 0, 100)).map(({ name, subject }) => [name, subject]);
    expect(told).toEqual([
      ['tanks.made', 'A'],
      ['tanks.changed', 'A'],
      ['tanks.gone', 'A'],
      ['tanks.made', 'B'],
    ]);
    await run();
    expect(await deps.feed.after('oslo', 4, 100)).toEqual([]);
  });

  it('publishes once that an entity no longer exists', async () => {
    const { odoo, run, inFeed } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    await run();
    odoo.tanks?.clear();
    await run();
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }, {}]);
  });

  it('reads everything once a day, whatever its fingerprint: words of the plant may be others', async () => {
    const { odoo, asked, run, state, deps, inFeed } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    await run();
    await deps.feed.setFingerprint('oslo', 'tanks', '7', JSON.stringify({ level: 2 }));
    odoo.tanks?.set(7, { level: 2 });
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }]);
    state.now = new Date('2026-11-25T12:00:00Z');
    asked.length = 0;
    await run();
    expect(asked.map(({ question }) => question)).toContain('tanks.read');
    expect(await inFeed()).toEqual([{ level: 1 }, { level: 2 }]);
  });

  it('stops when Odoo is away, publishes nothing wrong, and is not counted as a poll', async () => {
    const away = transient('timeout', 'too slow', { outcome: 'not-done' });
    const { odoo, asked, run, inFeed, counted } = setUp({ answers: () => away as Answered });
    odoo.pumps?.set(1, { runs: true });
    await run();
    expect(asked).toHaveLength(1);
    expect(await inFeed()).toEqual([]);
    expect(counted).toEqual([['MessagesTold', 0]]);
  });

  it('counts what no later try will mend', async () => {
    const { run, counted } = setUp({ answers: () => broken('module-missing', 'none') as Answered });
    await run();
    expect(counted.map(([metric]) => metric)).toContain('DispatchFailed');
  });

  it('publishes nothing for an app that Odoo does not have', async () => {
    const { odoo, run, inFeed, counted } = setUp({
      answers: ({ question }) =>
        question === 'tanks.changes'
          ? { ok: false, kind: 'declined', code: 'app-not-installed', message: 'none', pointer: '' }
          : undefined,
    });
    odoo.pumps?.set(1, { runs: true });
    await run();
    expect(await inFeed()).toEqual([{ runs: true }]);
    expect(counted.map(([metric]) => metric)).toContain('Dispatched');
  });

  it('publishes to the bus later what it did not take', async () => {
    const { odoo, run, state, published } = setUp();
    odoo.tanks?.set(7, { level: 1 });
    state.busTakes = false;
    await expect(run()).rejects.toThrow('no bus');
    state.busTakes = true;
    await run();
    expect(published.map(({ id }) => id)).toEqual(['oslo.1']);
  });

  it('puts nothing on the bus that came from there', async () => {
    const { run, deps, published } = setUp();
    const said = { kind: 'said', name: 'e.posted' };
    const draft = { name: 'event.posted', subject: 'e', thing: said, data: {}, hash: 'e', busId: 'e.posted' };
    await publishMessages('oslo', [draft], deps);
    await run();
    expect(published).toEqual([]);
    expect((await deps.feed.head('oslo'))?.published).toBe(1);
  });

  it('publishes everything but an entity that it cannot read, and says that it is not whole', async () => {
    const { odoo, run, inFeed, counted, deps } = setUp();
    const [tanks] = deps.entityTypes;
    if (!tanks) throw new Error('no kind');
    const { describe: say } = tanks;
    tanks.describe = (document, context) => {
      if ((document as { level: number }).level === 2) throw new TypeError('what is this?');
      return say(document, context);
    };
    for (const level of [1, 2, 3]) odoo.tanks?.set(level, { level });
    odoo.pumps?.set(1, { runs: true });
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }, { level: 3 }, { runs: true }]);
    await run();
    expect(await inFeed()).toHaveLength(3);
    expect(counted.filter(([metric]) => metric === 'DispatchFailed')).toHaveLength(2);
    expect(counted.map(([metric]) => metric)).not.toContain('Dispatched');
  });

  it('publishes an entity that is too long without its longest lists', async () => {
    const { odoo, run, deps } = setUp();
    odoo.tanks?.set(1, { level: 1, long: Array.from({ length: 60_000 }, () => 'litres'), short: ['x'] });
    await run();
    const [message] = await deps.feed.after('oslo', 0, 1);
    expect(message).toMatchObject({ data: { level: 1, short: ['x'] }, truncated: true });
    expect(message?.data).not.toHaveProperty('long');
  });

  /** While tanks are read, somebody publishes a message. */
  const interrupted = (kind: string) => {
    let interrupt = true;
    const set = setUp({
      answers: ({ question }) => {
        if (question === 'tanks.read' && interrupt) {
          interrupt = false;
          const thing = { kind, name: 'x' };
          void publishMessages(
            'oslo',
            [{ name: 'x', subject: 'x', thing, data: { x: 1 }, hash: 'x' }],
            set.deps,
          );
        }
        return undefined;
      },
    });
    set.odoo.tanks?.set(7, { level: 1 });
    set.odoo.pumps?.set(1, { runs: true });
    return set;
  };

  it('publishes after another that published other entities meanwhile', async () => {
    const { run, inFeed, counted } = interrupted('said');
    await run();
    expect(await inFeed()).toEqual([{ x: 1 }, { level: 1 }, { runs: true }]);
    expect(counted.map(([metric]) => metric)).toContain('Dispatched');
  });

  it('gives way to another that published the same entity type meanwhile, and the next poll publishes the rest', async () => {
    const { run, inFeed, counted } = interrupted('tanks');
    await run();
    expect(await inFeed()).toEqual([{ x: 1 }, { runs: true }]);
    expect(counted.map(([metric]) => metric)).not.toContain('Dispatched');
    await run();
    expect(await inFeed()).toEqual([{ x: 1 }, { runs: true }, { level: 1 }]);
  });

  it('notices that an entity no longer exists, also when it died right after it had published it', async () => {
    const { odoo, run, inFeed, deps } = setUp();
    const { setFingerprint: mark } = deps.feed;
    deps.feed.setFingerprint = (plant, kind, name, fingerprint) =>
      fingerprint ? Promise.reject(new Error('killed')) : mark(plant, kind, name, fingerprint);
    odoo.tanks?.set(7, { level: 1 });
    await expect(run()).rejects.toThrow('killed');
    deps.feed.setFingerprint = mark;
    odoo.tanks?.clear();
    await run();
    expect(await inFeed()).toEqual([{ level: 1 }, {}]);
  });

  it('goes on at its next run when its time is up, with what it has published already', async () => {
    const { odoo, run, inFeed, deps } = setUp();
    for (let id = 1; id <= 250; id++) odoo.tanks?.set(id, { level: id });
    let portions = 0;
    deps.timeLeft = () => {
      portions += 1;
      return portions > 1 ? 1_000 : 60_000;
    };
    await run();
    expect(await inFeed()).toHaveLength(100);
    portions = -10;
    await run();
    expect(await inFeed()).toHaveLength(250);
  });
});
