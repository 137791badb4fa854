import { beforeEach, describe, expect, it } from 'vitest';
import { HoldWorld } from '../fakes/hold-world.ts';

describe('a lot at the gate', () => {
  let world: HoldWorld;
  beforeEach(() => {
    world = new HoldWorld();
  });
  const ownEvents = async () => {
    const { events } = await world.eventStore.events('oslo', { partner: 'gateway', limit: 100 });
    return events.map(({ event, status }) => `${event.type.split('.').slice(2, 4).join('.')} ${status}`);
  };
  const held = async () => {
    await world.say('made', { ago: 2 });
    await world.settle();
    expect(world.odoo.held).toBe(10);
  };

  it('is held until the laboratory passes it, and then let out by an event of the gateway’s own', async () => {
    await held();
    expect(await world.record()).toMatchObject({ state: 'open', round: 1 });
    await world.say('pass');
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([0, 10]);
    expect(await ownEvents()).toEqual(['lot.released posted']);
    expect(await world.history()).toEqual(['held', 'passed', 'released']);
    expect(await world.record()).toMatchObject({ state: 'closed' });
    expect(world.executions.running()).toEqual([]);
    expect(world.published).toMatchObject([
      {
        name: 'shipment.readied',
        subject: 'OSL/OUT/7',
        data: { delivery: { id: 7 }, origin: 'S-1', lots: [{ item: 'YOGHURT', lot: 'Y-1' }] },
      },
    ]);
  });

  it('lets out with a second release what was booked late, and was made before it passed', async () => {
    await held();
    await world.say('pass');
    await world.settle();
    await world.say('made', { ago: 1, amount: 5 });
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([0, 15]);
    expect(await ownEvents()).toEqual(['lot.released posted', 'lot.released posted']);
    expect(await world.record()).toMatchObject({ state: 'closed', round: 2 });
  });

  it('holds what is made after the verdict until it has one of its own', async () => {
    await held();
    await world.say('pass');
    await world.settle();
    world.now += 1000;
    await world.say('made', { amount: 5 });
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([5, 10]);
    world.now += 1000;
    await world.say('pass');
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([0, 15]);
  });

  it('is raised once when it fails, and stays held for as long as anybody cares to wait', async () => {
    await held();
    await world.say('fail');
    await world.settle();
    await world.pass(40 * 24);
    expect(world.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    expect(world.odoo.raised).toBe(1);
    expect(await world.history()).toEqual(['held', 'failed', 'raised']);
    expect(world.counted).toEqual([]);
  });

  it('is raised when it fails although nothing of it is left to hold', async () => {
    await world.say('fail');
    await world.settle();
    expect(world.odoo.raised).toBe(1);
    expect(await world.record()).toMatchObject({ state: 'closed' });
  });

  it('stays held when nobody says anything: somebody is reminded, the person on call is told, every day', async () => {
    await held();
    await world.pass(24 * 3 + 1);
    expect(world.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual([]);
    expect(world.told('lot.verdict-reminded')).toHaveLength(1);
    expect(world.told('lot.verdict-overdue')).toHaveLength(3);
    expect(world.counted).toEqual(['VerdictOverdue', 'VerdictOverdue', 'VerdictOverdue']);
    expect(await world.history()).toEqual(['held', 'reminded', 'escalated', 'escalated', 'escalated']);
  });

  it('is not reminded of while the laboratory says that it is at it, and overdue all the same', async () => {
    await held();
    for (let day = 0; day < 4; day++) {
      await world.say('pending');
      await world.settle();
      await world.pass(7);
    }
    expect(world.told('lot.verdict-reminded')).toEqual([]);
    expect(world.told('lot.verdict-overdue')).toHaveLength(1);
    expect(await world.history()).toContain('sampled');
    await world.pass(2);
    expect(world.told('lot.verdict-reminded')).toHaveLength(1);
  });

  it('is raised when it expires while it is held, and no pass lets it out any more', async () => {
    world.odoo.expires = world.now + 3 * 3_600_000;
    await held();
    await world.pass(4);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    await world.say('pass');
    await world.settle();
    expect(world.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
  });

  it('follows the latest word by its own time, however late another comes', async () => {
    await held();
    await world.say('fail', { ago: 0 });
    await world.settle();
    await world.say('pass', { ago: 1 });
    await world.settle();
    expect(world.odoo.held).toBe(10);
    expect(await ownEvents()).toEqual(['nonconformance.raised posted']);
    expect((await world.history()).sort()).toEqual(['failed', 'held', 'raised', 'superseded'].sort());
  });

  it('stays as people put it: what nobody’s event brought is let out by none', async () => {
    await held();
    world.odoo.putByHand(3);
    await world.say('pass');
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([3, 10]);
    await world.pass(24 * 40);
    expect(world.odoo.held).toBe(3);
    expect(await world.record()).toMatchObject({ state: 'open' });
    expect(world.published.filter(({ name }) => name.startsWith('lot.'))).toEqual([]);
  });

  it('waits for a person when Odoo refuses the release, and goes on when that is retried', async () => {
    await held();
    world.odoo.refuses = true;
    await world.say('pass');
    await world.settle();
    expect(await ownEvents()).toEqual(['lot.released quarantined']);
    expect(world.odoo.held).toBe(10);
    expect(world.executions.running().map(({ state }) => state)).toEqual(['AwaitVerdict']);
    const [record] = (await world.eventStore.events('oslo', { partner: 'gateway', limit: 1 })).events;
    if (!record) throw new Error('no release');
    world.odoo.refuses = false;
    await world.eventStore.retry(record, { action: 'retry', by: 'ola', at: 'now' });
    await world.queue.send('oslo', [{ ...record, deduplicationId: 'again' }]);
    await world.settle();
    expect([world.odoo.held, world.odoo.stock]).toEqual([0, 10]);
    expect(await world.record()).toMatchObject({ state: 'closed' });
  });

  it('stays held while Odoo is away, and is seen to when it is back', async () => {
    await held();
    await world.say('pass');
    world.odooDown = true;
    await world.post();
    while (world.bus.length > 0) await world.deliver();
    const [execution] = world.executions.running();
    if (!execution) throw new Error('no execution');
    for (let tries = 0; tries < 5; tries++) await world.step(execution);
    expect(execution.over).toBeUndefined();
    expect(await ownEvents()).toEqual([]);
    world.odooDown = false;
    await world.settle();
    expect(world.odoo.held).toBe(0);
  });

  it('gets another execution with the next that happens to it, when one was aborted', async () => {
    await held();
    for (const execution of world.executions.running()) world.executions.abort(execution);
    await world.say('pass');
    await world.settle();
    expect(world.odoo.held).toBe(0);
    expect(await world.record()).toMatchObject({ state: 'closed', round: 2 });
  });

  it('is handed to another execution long before AWS would end the first', async () => {
    world.odoo.expires = undefined;
    await held();
    world.odoo.putByHand(3);
    await world.say('pass');
    await world.settle();
    await world.pass(24 * 215);
    expect(await world.record()).toMatchObject({ state: 'open', round: 2 });
    expect(world.executions.running()).toHaveLength(1);
    expect([...world.executions.all.values()].map(({ over }) => over)).toEqual(['succeeded', undefined]);
  });

  it('is not let out by an assessment that a word has overtaken: Odoo goes by the word', async () => {
    await held();
    await world.say('pass', { ago: 1 });
    await world.post();
    await world.deliver();
    while (world.bus.length > 0) await world.deliver();
    const [execution] = world.executions.running();
    if (!execution) throw new Error('no execution');
    while (execution.state !== 'Release') await world.step(execution);
    await world.say('fail');
    await world.post();
    await world.settle();
    expect(world.odoo.held).toBe(10);
    expect(world.odoo.let).toEqual([]);
    expect(world.odoo.raised).toBe(1);
  });

  it('knows who released it over a verdict that it failed', async () => {
    await held();
    await world.say('fail');
    await world.settle();
    world.now += 1000;
    await world.say('released');
    await world.settle();
    expect(world.odoo.held).toBe(0);
    const { entries } = await world.audit.read(world.lot, 10);
    expect(entries.at(-1)).toMatchObject({
      what: 'overrode',
      person: 'qa.hansen',
      partner: 'oslo-lab',
      quantities: { moved: -10, held: 0, unit: 'KGM' },
    });
    expect(await world.record()).toMatchObject({ state: 'closed' });
  });
});
