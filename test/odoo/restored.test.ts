import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import { type EventState, listEvents, sendBatch } from '../../local/run/send.ts';
import { randomNumbers } from '../../local/sample/random.ts';
import { environmentMark } from '../../odoo/environment-mark.ts';
import { aboutRestored } from '../../scripts/operate/about-restored.ts';
import { type Event, Plant } from '../e2e/plant.ts';
import type { Chapter } from '../faults/catalogue/chapter.ts';
import { dayOf, differencesInOutcomes } from '../faults/catalogue/day.ts';
import { callsOf, interleaved, type Sending } from '../faults/deliveries.ts';
import { names } from '../faults/gateway.ts';
import { until } from '../faults/until.ts';
import { OdooWithBackup } from './odoo-with-backup.ts';

/**
 * A rehearsal: Odoo's database is dumped, the plants go on, the database is restored, and one command brings back what it lost.
 * It needs PostgreSQL's tools and an Odoo of its own, so it runs where `scripts/odoo-up.sh` does; an Odoo elsewhere is never
 * dropped.
 */
describe.skipIf(process.env.PG === undefined)('an Odoo that was restored from a backup', () => {
  let odoo: OdooWithBackup;
  let plant: Plant;
  let day: Chapter;
  const began = new Date().toISOString();

  const orderOf = async () => (await plant.order(100)).order;
  const produced = async (order: string) =>
    (await plant.backend.orderFamily(order)).map((part) => part.produced);
  const poll = () => plant.gateway.cloud.invoke(names.dispatchFunction, { plant: 'oslo' });
  const events = async (): Promise<EventState[]> =>
    (
      await Promise.all(
        ['oslo', 'gdansk'].map((id) =>
          listEvents(plant.gateway.url, plant.gateway.keys[`${id}-mes`] ?? '', id),
        ),
      )
    ).flat();
  const settled = () =>
    until(
      'every event is settled',
      async () => (await events()).every(({ status }) => status !== 'accepted' && status !== 'posting'),
      { atMostMs: 120_000, everyMs: 500 },
    );
  const deliver = async (sendings: readonly Sending[]) => {
    for (const call of callsOf(sendings, 8, randomNumbers(2)))
      await sendBatch(
        plant.gateway.url,
        plant.gateway.keys[call.partner] ?? '',
        call.sendings.map(({ event }) => event),
      );
    await settled();
  };
  /** `restored --apply` that ends when the first plant's events are replayed, and the others' are not. */
  const applyAndDie = () =>
    aboutRestored(
      { since: began, hold: false, apply: true, resume: false, json: false },
      {
        invoke: async (command) => {
          if (command.command === 'restored-finish') throw new Error('killed');
          return plant.operate(command);
        },
        whoAmI: async () => 'ola',
        say: () => {},
        wait,
      },
    );
  const posted = async (...sent: Event[]) => {
    for (const event of sent) await plant.send(event);
    for (const event of sent) await plant.become(event, 'posted');
  };
  const gdanskReport = (order: string, value: number) =>
    plant.event(
      'production.reported',
      { order, quantity: { value, unit: 'C62' } },
      { source: '/plants/gdansk/mes' },
    );

  beforeAll(async () => {
    odoo = await OdooWithBackup.start();
    plant = await Plant.open(odoo.backend);
    day = await dayOf(odoo.backend, `R${Date.now().toString(36).slice(-6).toUpperCase()}`, 1, []);
  });
  afterAll(async () => {
    await plant?.close();
    odoo?.stop();
  });

  it('has everything again after one command, once and in order, and people see what they must enter again', async () => {
    const sendings = interleaved(day.sendings, 1, randomNumbers(1));
    const third = Math.floor(sendings.length / 3);
    const [refusedLater, passed, twice] = [await orderOf(), await orderOf(), await orderOf()];
    const { product } = await plant.order(1);
    const plan = (name: string) =>
      plant.backend.seed({
        warehouses: [{ code: 'OSL', name: 'Oslo' }],
        items: [{ code: product, name: product, uom: 'uom.product_uom_kgm', tracking: 'none' }],
        orders: [{ name, warehouse: 'OSL', item: product, quantity: 30 }],
      });
    const [gdanskOrder, controller] = [plant.name('GDA/MO/'), plant.name('CTRL')];
    await plant.backend.seed({
      warehouses: [{ code: 'GDA', name: 'Gdansk' }],
      items: [{ code: controller, name: controller, uom: 'uom.product_uom_unit', tracking: 'none' }],
      orders: [{ name: gdanskOrder, warehouse: 'GDA', item: controller, quantity: 50 }],
    });
    await deliver(sendings.slice(0, third));
    await posted(plant.report(twice, 1));
    await poll();
    odoo.dump();

    // All of this is lost.
    await deliver(sendings.slice(third));
    const issues = [3, 4].map((value) => plant.report(twice, value));
    const inGdansk = [7, 8].map((value) => gdanskReport(gdanskOrder, value));
    for (const event of inGdansk) await plant.send(event, { partner: 'gdansk-mes' });
    for (const event of inGdansk) await plant.become(event, 'posted', 'gdansk-mes');
    await posted(...issues);
    const bad = plant.event('production.scrapped', {
      order: refusedLater,
      item: 'NO-SUCH-ITEM',
      quantity: { value: 1, unit: 'KGM' },
    });
    const [before, deferred] = [plant.report(refusedLater, 10), plant.report(refusedLater, 20)];
    for (const event of [before, bad, deferred]) await plant.send(event);
    await plant.become(deferred, 'parked');
    const overtaken = plant.report(passed, 5);
    await posted(overtaken);
    // People make one order and close another one, and the gateway tells the plant.
    const made = plant.name('OSL/MO/');
    await plan(made);
    const onMade = plant.report(made, 4);
    await posted(onMade);
    const { order: closed } = await plant.order(9);
    await posted(plant.report(closed, 9, { final: true }));
    await poll();
    await odoo.restore();
    expect(await environmentMark(odoo.backend.odoo)).toBe('local');

    // Nobody has noticed yet.
    const unnoticed = plant.report(passed, 6);
    await posted(unnoticed);
    await poll();

    const dry = await plant.cli('restored');
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('The first lost event that was found was settled at');
    expect(dry.out).toContain('2 to replay, 0 for a person');
    for (const gone of [made, closed])
      expect(dry.out).toMatch(new RegExp(`production-order {2}${gone} .*: not in Odoo`));
    expect(dry.out).toContain('Nothing was changed. --apply');
    expect((await plant.state(before)).status).toBe('posted');

    const again = ['restored', '--since', began, '--apply'];
    await expect(applyAndDie()).rejects.toThrow('killed');
    expect((await plant.cli('restored', '--resume')).out).toContain('not all events are replayed yet');
    const waiting = plant.report(twice, 5);
    await plant.send(waiting);
    const applied = await plant.cli(...again);
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('restored --resume') });
    expect((await plant.cli(...again)).out).toContain('in all: 0 to replay');
    expect(await produced(twice)).toEqual([1, 0]);

    // What a person does: enters the order again, resumes, and looks at what is refused.
    await plan(made);
    expect((await plant.cli('restored', '--resume')).out).toContain('plant queue oslo works again');
    await plant.become(waiting, 'posted');
    await settled();
    await plant.become(before, 'posted');
    expect((await plant.state(overtaken)).reason).toMatchObject({ code: 'odoo-restored' });
    await plant.operate({ command: 'skip', eventKey: eventKeyOf(overtaken), note: 'entered by hand' });
    await plant.operate({ command: 'skip', eventKey: eventKeyOf(bad), note: 'typo' });
    await plant.become(deferred, 'posted');

    expect(await produced(twice)).toEqual([1, 3, 4, 5, 0]);
    expect(await produced(refusedLater)).toEqual([10, 20, 0]);
    expect(await produced(passed)).toEqual([6, 0]);
    expect(await produced(gdanskOrder)).toEqual([7, 8, 0]);
    expect(await produced(made)).toEqual([4, 0]);
    const states = await events();
    expect(await differencesInOutcomes(odoo.backend, day.sendings, states, [])).toEqual([]);
    expect(await day.differences()).toEqual([]);
    const keys = states.filter(({ status }) => status === 'posted').map(({ eventKey }) => eventKey);
    expect([...(await odoo.backend.idempotencyRecords(keys))].sort()).toEqual([...keys].sort());

    const after = await plant.cli('restored', '--since', began, '--apply');
    expect(after.out).toContain('in all: 0 to replay, 0 for a person, 0 superseded');
    expect((await plant.operate({ command: 'lanes' })).said).toContain('0 of');
  }, 300_000);
});
