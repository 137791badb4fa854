import { beforeEach, describe, expect, it } from 'vitest';
import { HoldFixture } from '../fakes/hold-fixture.ts';

describe('a lot in quality hold', () => {
  let fixture: HoldFixture;
  beforeEach(() => {
    fixture = new HoldFixture();
  });
  const ownEvents = async () => {
    const { events } = await fixture.eventStore.events('oslo', { partner: 'gateway', limit: 100 });
    return events.map(({ event, status }) => `${event.type.split('.').slice(2, 4).join('.')} ${status}`);
  };
  const held = async () => {
    await fixture.say('made', { ago: 2 });
    await fixture.settle();
    expect(fixture.odoo.held).toBe(10);
  };

  it('is held until the laboratory passes it, and then let out by an event of the gateway’s own', async () => {
    await held();
    expect(await fixture.record()).toMatchObject({ state: 'open', round: 1 });
    await fixture.say('pass');
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([0, 10]);
    expect(await ownEvents()).toEqual(['lot.released posted']);
    expect(await fixture.history()).toEqual(['held', 'passed', 'released']);
    expect(await fixture.record()).toMatchObject({ state: 'closed' });
    expect(fixture.executions.running()).toEqual([]);
    expect(fixture.published).toMatchObject([
      {
        name: 'shipment.readied',
        subject: 'OSL/OUT/7',
        data: { delivery: { id: 7 }, origin: 'S-1', lots: [{ item: 'YOGHURT', lot: 'Y-1' }] },
      },
    ]);
  });

  it('lets out with a second release what was booked late, and was made before it passed', async () => {
    await held();
    await fixture.say('pass');
    await fixture.settle();
    await fixture.say('made', { ago: 1, amount: 5 });
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([0, 15]);
    expect(await ownEvents()).toEqual(['lot.released posted', 'lot.released posted']);
    expect(await fixture.record()).toMatchObject({ state: 'closed', round: 2 });
  });

  it('holds what is made after the verdict until it has one of its own', async () => {
    await held();
    await fixture.say('pass');
    await fixture.settle();
    fixture.now += 1000;
    await fixture.say('made', { amount: 5 });
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([5, 10]);
    fixture.now += 1000;
    await fixture.say('pass');
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([0, 15]);
  });

  it('is raised once when it fails, and stays held for as long as anybody cares to wait', async () => {
    await held();
    await fixture.say('fail');
    await fixture.settle();
    await fixture.pass(40 * 24);
    expect(fixture.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    expect(fixture.odoo.raised).toBe(1);
    expect(await fixture.history()).toEqual(['held', 'failed', 'raised']);
    expect(fixture.counted).toEqual([]);
  });

  it('is raised when it fails although nothing of it is left to hold', async () => {
    await fixture.say('fail');
    await fixture.settle();
    expect(fixture.odoo.raised).toBe(1);
    expect(await fixture.record()).toMatchObject({ state: 'closed' });
  });

  it('stays held when nobody says anything: somebody is reminded, the person on call is paged, every day', async () => {
    await held();
    await fixture.pass(24 * 3 + 1);
    expect(fixture.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual([]);
    expect(fixture.publishedOf('lot.verdict-reminded')).toHaveLength(1);
    expect(fixture.publishedOf('lot.verdict-overdue')).toHaveLength(3);
    expect(fixture.counted).toEqual(['VerdictOverdue', 'VerdictOverdue', 'VerdictOverdue']);
    expect(await fixture.history()).toEqual(['held', 'reminded', 'escalated', 'escalated', 'escalated']);
  });

  it('is not reminded of while the laboratory says that it is at it, and overdue all the same', async () => {
    await held();
    for (let day = 0; day < 4; day++) {
      await fixture.say('pending');
      await fixture.settle();
      await fixture.pass(7);
    }
    expect(fixture.publishedOf('lot.verdict-reminded')).toEqual([]);
    expect(fixture.publishedOf('lot.verdict-overdue')).toHaveLength(1);
    expect(await fixture.history()).toContain('sampled');
    await fixture.pass(2);
    expect(fixture.publishedOf('lot.verdict-reminded')).toHaveLength(1);
  });

  it('is raised when it expires while it is held, and no pass lets it out any more', async () => {
    fixture.odoo.expires = fixture.now + 3 * 3_600_000;
    await held();
    await fixture.pass(4);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    await fixture.say('pass');
    await fixture.settle();
    expect(fixture.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
  });

  it('follows the latest word by its own time, however late another comes', async () => {
    await held();
    await fixture.say('fail', { ago: 0 });
    await fixture.settle();
    await fixture.say('pass', { ago: 1 });
    await fixture.settle();
    expect(fixture.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    expect((await fixture.history()).sort()).toEqual(['failed', 'held', 'raised', 'superseded'].sort());
  });

  it('stays as people put it: what nobody’s event brought is let out by none', async () => {
    await held();
    fixture.odoo.putByHand(3);
    await fixture.say('pass');
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([3, 10]);
    await fixture.pass(24 * 40);
    expect(fixture.odoo.held).toBe(3);
    expect(await fixture.record()).toMatchObject({ state: 'open' });
    expect(fixture.published.filter(({ name }) => name.startsWith('lot.'))).toEqual([]);
  });

  it('waits for a person when Odoo refuses the release, and goes on when that is retried', async () => {
    await held();
    fixture.odoo.refuses = true;
    await fixture.say('pass');
    await fixture.settle();
    expect(await ownEvents()).toEqual(['lot.released quarantined']);
    expect(fixture.odoo.held).toBe(10);
    expect(fixture.executions.running().map(({ state }) => state)).toEqual(['AwaitVerdict']);
    const [record] = (await fixture.eventStore.events('oslo', { partner: 'gateway', limit: 1 })).events;
    if (!record) throw new Error('no release');
    fixture.odoo.refuses = false;
    await fixture.eventStore.retry(record, { action: 'retry', by: 'ola', at: 'now' });
    await fixture.queue.send('oslo', [{ ...record, deduplicationId: 'again' }]);
    await fixture.settle();
    expect([fixture.odoo.held, fixture.odoo.stock]).toEqual([0, 10]);
    expect(await fixture.record()).toMatchObject({ state: 'closed' });
  });

  it('stays held while Odoo is away, and is seen to when it is back', async () => {
    await held();
    await fixture.say('pass');
    fixture.odooDown = true;
    await fixture.post();
    while (fixture.bus.length > 0) await fixture.deliver();
    const [execution] = fixture.executions.running();
    if (!execution) throw new Error('no execution');
    for (let tries = 0; tries < 5; tries++) await fixture.step(execution);
    expect(execution.over).toBeUndefined();
    expect(await ownEvents()).toEqual([]);
    fixture.odooDown = false;
    await fixture.settle();
    expect(fixture.odoo.held).toBe(0);
  });

  it('gets another execution with the next that happens to it, when one was aborted', async () => {
    await held();
    for (const execution of fixture.executions.running()) fixture.executions.abort(execution);
    await fixture.say('pass');
    await fixture.settle();
    expect(fixture.odoo.held).toBe(0);
    expect(await fixture.record()).toMatchObject({ state: 'closed', round: 2 });
  });

  it('is handed to another execution long before AWS would end the first', async () => {
    fixture.odoo.expires = undefined;
    await held();
    fixture.odoo.putByHand(3);
    await fixture.say('pass');
    await fixture.settle();
    await fixture.pass(24 * 215);
    expect(await fixture.record()).toMatchObject({ state: 'open', round: 2 });
    expect(fixture.executions.running()).toHaveLength(1);
    expect([...fixture.executions.all.values()].map(({ over }) => over)).toEqual(['succeeded', undefined]);
  });

  it('is not let out by an assessment that a word has overtaken: Odoo goes by the word', async () => {
    await held();
    await fixture.say('pass', { ago: 1 });
    await fixture.post();
    await fixture.deliver();
    while (fixture.bus.length > 0) await fixture.deliver();
    const [execution] = fixture.executions.running();
    if (!execution) throw new Error('no execution');
    while (execution.state !== 'Release') await fixture.step(execution);
    await fixture.say('fail');
    await fixture.post();
    await fixture.settle();
    expect(fixture.odoo.held).toBe(10);
    expect(fixture.odoo.let).toEqual([]);
    expect(fixture.odoo.raised).toBe(1);
  });

  it('knows who released it over a verdict that it failed', async () => {
    await held();
    await fixture.say('fail');
    await fixture.settle();
    fixture.now += 1000;
    await fixture.say('released');
    await fixture.settle();
    expect(fixture.odoo.held).toBe(0);
    const { entries } = await fixture.audit.read(fixture.lot, 10);
    expect(entries.at(-1)).toMatchObject({
      what: 'overrode',
      person: 'qa.hansen',
      partner: 'oslo-lab',
      quantities: { moved: -10, held: 0, unit: 'KGM' },
    });
    expect(await fixture.record()).toMatchObject({ state: 'closed' });
  });
});
