import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CloudEvent, EventKey } from '../../events/envelope.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import type { QuestionPort } from '../../lambdas/odoo/ports.ts';
import type { Command } from '../../lambdas/operations/commands.ts';
import { operate } from '../../lambdas/operations/operate.ts';
import {
  lastTold,
  type PostedEvent,
  planOf,
  type ToldEntity,
} from '../../lambdas/operations/restored/plan.ts';
import { aboutRestored, type RestoredOptions } from '../../scripts/operate/about-restored.ts';
import { issue, noon, report } from '../fakes/events.ts';
import { mortal } from '../fakes/mortal.ts';
import { Spine } from '../fakes/spine.ts';

const since = noon.toISOString();
const killed = () => new Error('killed');
const outside = ['eventStore', 'queue', 'questions', 'feed', 'queueSwitch'] as const;

/** A plant whose Odoo can be restored from a backup, and the operator's command line. */
class RestoredPlant extends Spine {
  private backup: string[] = [];
  override questions: QuestionPort = {
    ask: async ({ about }) => ({
      ok: true,
      answer: {
        recorded: (about as { keys: string[] }).keys.filter((key) => this.odoo.booked.includes(key)),
      },
    }),
  };

  async report(...events: CloudEvent[]): Promise<EventKey[]> {
    for (const event of events) {
      this.tick(1);
      await this.accept([event]);
    }
    return events.map(eventKeyOf);
  }

  async posted(...events: CloudEvent[]): Promise<EventKey[]> {
    const keys = await this.report(...events);
    await this.work();
    return keys;
  }

  async work(): Promise<void> {
    this.tick(200);
    await this.sweep();
    await this.drain();
  }

  dump(): void {
    this.backup = [...this.odoo.booked];
  }

  restore(): void {
    this.odoo.booked.splice(0, Number.POSITIVE_INFINITY, ...this.backup);
  }

  /** `restored` with these options; its function dies at that call to anything outside. */
  async restored(
    options: Partial<RestoredOptions> = {},
    dieAt = Number.POSITIVE_INFINITY,
  ): Promise<{ code: number; said: string }> {
    const lines: string[] = [];
    const knife = { left: dieAt, dead: false };
    const code = await aboutRestored(
      { since, hold: false, apply: false, resume: false, json: false, ...options },
      {
        invoke: (command) =>
          operate(command as Command, {
            ...mortal(this.operating, outside, knife, killed),
            plants: this.operatingPlants,
          }),
        whoAmI: async () => 'ola',
        say: (line) => void lines.push(line),
        wait: async (milliseconds) => this.tick(milliseconds / 1000),
      },
    );
    return { code, said: lines.join('\n') };
  }

  /** A run that dies at that call, and another one that does not. */
  async restoredInTheEnd(dieAt: number): Promise<void> {
    await this.restored({ apply: true }, dieAt).catch(() => undefined);
    // Meanwhile the other functions go on.
    this.tick(70);
    await this.sweep();
    await this.post();
    this.queue.reappear();
  }
}

let plant: RestoredPlant;
beforeEach(() => {
  plant = new RestoredPlant();
});

describe('after a restore of Odoo, the command', () => {
  it('replays what Odoo has lost, in order of arrival, and before what arrived meanwhile', async () => {
    const kept = await plant.posted(report({ id: '1' }), report({ id: 'x1', order: 'OSL/MO/2' }));
    plant.dump();
    const lost = await plant.posted(
      report({ id: '2' }),
      report({ id: 'x2', order: 'OSL/MO/2' }),
      report({ id: '3' }),
    );
    plant.restore();
    await plant.restored({ hold: true });
    const waiting = await plant.report(report({ id: '4' }), issue({ id: '5' }));
    const { said } = await plant.restored({ apply: true });
    expect(said).toContain('in all: 3 to replay, 0 for a person, 0 superseded, of 5');
    await plant.work();
    expect(plant.odoo.booked).toEqual(kept);
    await plant.restored({ resume: true });
    await plant.work();
    expect(new Set(plant.odoo.booked)).toEqual(new Set([...kept, ...lost, ...waiting]));
    const ofFirst = [kept[0], lost[0], lost[2], ...waiting];
    expect(plant.odoo.booked.filter((key) => ofFirst.includes(key as EventKey))).toEqual(ofFirst);
    const record = await plant.eventStore.get(lost[0] as EventKey);
    expect(record).toMatchObject({
      status: 'posted',
      decisions: [{ action: 'replay', by: 'ola', note: 'Odoo was restored' }],
    });
  });

  it('shows what it would do, and changes nothing, without --apply', async () => {
    await plant.posted(report({ id: '1' }));
    plant.dump();
    const [lost] = await plant.posted(report({ id: '2' }));
    plant.restore();
    const { code, said } = await plant.restored();
    expect(code).toBe(0);
    expect(said).toContain('oslo: 2 events posted');
    expect(said).toContain('in all: 1 to replay');
    expect(said).toContain('Nothing was changed. --apply');
    expect(await plant.statusOf(lost as EventKey)).toBe('posted');
    expect(await plant.eventStore.queueStates()).toEqual([]);
  });

  it.each([{}, { apply: true }])('changes nothing when nothing was restored: %o', async (options) => {
    const keys = await plant.posted(report({ id: '1' }), report({ id: '2' }));
    const before = await Promise.all(keys.map((key) => plant.eventStore.get(key)));
    const { code, said } = await plant.restored(options);
    expect([code, said.split('\n').at(-1)]).toEqual([0, expect.stringContaining('Odoo has everything')]);
    expect(await Promise.all(keys.map((key) => plant.eventStore.get(key)))).toEqual(before);
    expect(await plant.eventStore.queueStates()).toEqual([]);
    expect(plant.odoo.booked).toEqual(keys);
  });

  it('leaves to a person what later booked events of its ordering key have passed', async () => {
    plant.dump();
    const [passed, other] = await plant.posted(report({ id: '1' }), report({ id: 'x', order: 'OSL/MO/2' }));
    plant.restore();
    const [later] = await plant.posted(report({ id: '2' }));
    const { said } = await plant.restored({ apply: true });
    expect(said).toContain('in all: 1 to replay, 1 for a person');
    expect(said).toContain(`  ${passed}  `);
    await plant.restored({ resume: true });
    await plant.work();
    expect(plant.odoo.booked).toEqual([later, other]);
    expect(await plant.eventStore.get(passed as EventKey)).toMatchObject({
      status: 'quarantined',
      reason: { code: 'odoo-restored' },
      decisions: [{ action: 'quarantine', by: 'ola' }],
    });
    // It holds back no other event, and may be booked all the same.
    const [next] = await plant.posted(report({ id: '3' }));
    expect(await plant.statusOf(next as EventKey)).toBe('posted');
    expect((await plant.decide('retry', passed as EventKey)).ok).toBe(true);
    await plant.work();
    expect(plant.odoo.booked).toEqual([later, other, next, passed]);
  });

  it('keeps deferred and quarantined events behind the replayed ones', async () => {
    plant.dump();
    const [lost] = await plant.posted(report({ id: '1' }));
    const refused = report({ id: '2' });
    plant.odoo.refuses.add(eventKeyOf(refused));
    const [second, third] = await plant.posted(refused, report({ id: '3' }));
    expect(await plant.statusOf(third as EventKey)).toBe('parked');
    plant.restore();
    await plant.restored({ apply: true });
    plant.odoo.refuses.clear();
    await plant.decide('retry', second as EventKey);
    await plant.restored({ resume: true });
    await plant.work();
    expect(plant.odoo.booked).toEqual([lost, second, third]);
  });

  it('finds the time of the restore by itself, and says how far it has read', async () => {
    await plant.posted(report({ id: '1' }));
    plant.dump();
    const [lost] = await plant.posted(report({ id: '2' }));
    plant.restore();
    const settledAt = (await plant.eventStore.get(lost as EventKey))?.settledAt;
    const { said } = await plant.restored({ since: undefined });
    expect(said).toContain('oslo: 2 posted events read, which is all');
    expect(said).toContain(`The first lost event that was found was settled at ${settledAt}`);
    expect(said).toContain('in all: 1 to replay');
    plant.odoo.booked.push(lost as string);
    expect((await plant.restored({ since: undefined })).said).toContain('name it with --since');
  });

  it('holds the queues until all is replayed: neither the sweeper nor an operator resumes them before', async () => {
    plant.dump();
    await plant.posted(report({ id: '1' }), report({ id: '2' }));
    plant.restore();
    // Dies in the middle of the replay: both steps before it are done.
    let dieAt = 1;
    const stepOf = async () => (await plant.eventStore.queueState('oslo'))?.restore?.step;
    while ((await stepOf()) !== 'replaying') await plant.restored({ apply: true }, dieAt++).catch(() => 0);
    await plant.sweep();
    const resume = { command: 'resume', plant: 'oslo', by: 'ola', requestId: crypto.randomUUID() } as const;
    expect(await plant.operate(resume)).toMatchObject({
      ok: false,
      said: expect.stringContaining('restored'),
    });
    const early = await plant.restored({ resume: true });
    expect(early).toMatchObject({
      code: 1,
      said: expect.stringContaining('not all events are replayed yet'),
    });
    await plant.operate({ ...resume, command: 'pause' });
    expect(await stepOf()).toBe('replaying');
    expect(plant.odoo.booked).toEqual([]);
    await plant.restored({ apply: true });
    expect((await plant.restored({ resume: true })).code).toBe(0);
    expect(await plant.eventStore.queueStates()).toEqual([]);
  });

  it('lets the sweeper send nothing while events are replayed: its index may show a later one first', async () => {
    plant.queue.failing.add('order/OSL/MO/1');
    const [left] = await plant.report(report({ id: '1' }));
    await plant.restored({ hold: true });
    plant.tick(200);
    await plant.sweep();
    expect(plant.queue.size).toBe(0);
    await plant.restored({ resume: true });
    await plant.work();
    expect(plant.odoo.booked).toEqual([left]);
  });

  it('leaves a queue paused that an operator had paused before', async () => {
    const pause = { command: 'pause', plant: 'oslo', by: 'kai', requestId: crypto.randomUUID() } as const;
    await plant.operate(pause);
    await plant.restored({ hold: true });
    await plant.restored({ hold: true });
    const { said } = await plant.restored({ resume: true });
    expect(said).toContain('stays paused');
    expect(await plant.eventStore.queueState('oslo')).toMatchObject({ state: 'held', paused: true });
    expect((await plant.operate({ ...pause, command: 'resume' })).ok).toBe(true);
    expect(await plant.eventStore.queueStates()).toEqual([]);
  });

  it('waits for events that are being booked at that moment', async () => {
    plant.dump();
    const [, second] = await plant.posted(report({ id: '1' }), report({ id: '2' }));
    plant.restore();
    const [third] = await plant.report(report({ id: '3', order: 'OSL/MO/2' }));
    await plant.eventStore.claim(
      third as EventKey,
      plant.now.toISOString(),
      new Date(plant.now.getTime() + 30_000).toISOString(),
    );
    const { said } = await plant.restored({ apply: true });
    expect(said).toContain('1 events are being booked; waiting for them');
    await plant.restored({ resume: true });
    await plant.work();
    expect(plant.odoo.booked).toContain(second);
    expect(await plant.statusOf(third as EventKey)).toBe('posted');
  });

  const course = fc.record({
    /** orders of the events before the backup, after it, after the restore, and while the queues are held */
    kept: fc.array(fc.nat({ max: 2 }), { maxLength: 6 }),
    lost: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.boolean()), { minLength: 1, maxLength: 12 }),
    unnoticed: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }),
    waiting: fc.array(fc.nat({ max: 2 }), { maxLength: 6 }),
    refused: fc.array(fc.nat({ max: 25 }), { maxLength: 3 }),
    sendFails: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }),
    deaths: fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
    postDeaths: fc.array(fc.nat({ max: 30 }), { maxLength: 6 }),
  });

  it('brings every event back once, in the order of its ordering key, whatever dies and however often it runs', async () => {
    await fc.assert(
      fc.asyncProperty(course, async (plan) => {
        plant = new RestoredPlant();
        let serial = 0;
        const all: CloudEvent[] = [];
        const eventsOf = (orders: number[], kind = report) =>
          orders.map((order) => {
            serial += 1;
            const event = kind({ id: `e-${serial}`, order: `OSL/MO/${order}`, value: serial });
            if (plan.refused.includes(serial)) plant.odoo.refuses.add(eventKeyOf(event));
            all.push(event);
            return event;
          });
        await plant.posted(...eventsOf(plan.kept));
        plant.dump();
        for (const [order, waits] of plan.lost)
          await plant.posted(...eventsOf([order], waits ? issue : report));
        const before = [...plant.odoo.booked];
        plant.restore();
        const missing = before.filter((key) => !plant.odoo.booked.includes(key));
        await plant.posted(...eventsOf(plan.unnoticed));
        const orderOf = (key: string) => all.find((event) => eventKeyOf(event) === key)?.subject;
        const passed = missing.filter((key) =>
          plant.odoo.booked.some(
            (other) =>
              orderOf(other) === orderOf(key) &&
              all.findIndex((event) => eventKeyOf(event) === other) >
                all.findIndex((event) => eventKeyOf(event) === key),
          ),
        );
        await plant.restored({ hold: true });
        for (const order of plan.sendFails) plant.queue.failing.add(`order/OSL/MO/${order}`);
        await plant.report(...eventsOf(plan.waiting));
        for (const death of plan.deaths) await plant.restoredInTheEnd(death);
        await plant.restored({ apply: true });
        plant.tick(70);
        await plant.restored({ apply: true });
        expect((await plant.restored({ resume: true })).code).toBe(0);
        for (const death of plan.postDeaths) {
          await plant.post(death);
          plant.tick(100);
          plant.queue.reappear();
        }
        await plant.work();
        plant.odoo.refuses.clear();
        for (let round = 0; round < all.length + 2; round++) {
          for (const record of await plant.eventStore.needingAttention('oslo', 100))
            if (record.status === 'quarantined') await plant.decide('retry', record.eventKey);
          await plant.work();
        }
        expect(await plant.statuses(all, eventKeyOf)).toEqual(all.map(() => 'posted'));
        expect(plant.odoo.booked).toHaveLength(all.length);
        expect(new Set(plant.odoo.booked).size).toBe(all.length);
        for (const order of [0, 1, 2]) {
          const ofOrder = (keys: string[]) =>
            keys.filter((key) => orderOf(key) === `OSL/MO/${order}` && !passed.includes(key));
          expect(ofOrder(plant.odoo.booked)).toEqual(ofOrder(all.map(eventKeyOf)));
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('the plan', () => {
  const posted = (acceptedAt: string, inOdoo: boolean, more: Partial<PostedEvent> = {}): PostedEvent => ({
    eventKey: acceptedAt,
    orderingKey: 'order/1',
    type: 't',
    subject: 's',
    acceptedAt,
    settledAt: acceptedAt,
    document: 'd',
    inOdoo,
    supersedes: false,
    ...more,
  });
  const keys = (events: PostedEvent[]) => events.map(({ eventKey }) => eventKey);

  it('skips superseded events that a later one has passed, and replays those that none has', () => {
    const counts = { supersedes: true, orderingKey: 'machine/1' };
    const plan = planOf([
      posted('5', false, counts),
      posted('1', false, counts),
      posted('3', true, counts),
      posted('2', false),
      posted('4', true),
    ]);
    expect(keys(plan.superseded)).toEqual(['1']);
    expect(keys(plan.forPerson)).toEqual(['2']);
    expect(keys(plan.replay)).toEqual(['5']);
    expect(keys(plan.last)).toEqual(['5']);
  });

  it('takes what the feed said before the restore was noticed, and not that something is gone', () => {
    const told = (name: string, time: string, more: Partial<ToldEntity> = {}): ToldEntity => ({
      kind: 'production-order',
      name,
      subject: name,
      message: 'production-order.changed',
      time,
      ...more,
    });
    const all = [
      told('1', '10'),
      told('1', '11'),
      told('2', '11', { gone: true }),
      told('1', '13'),
      told('3', '13'),
    ];
    expect(lastTold(all, '12').map(({ name, time }) => [name, time])).toEqual([['1', '11']]);
    expect(lastTold(all).map(({ name, time }) => [name, time])).toEqual([
      ['1', '13'],
      ['3', '13'],
    ]);
  });
});
