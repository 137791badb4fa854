import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { hoursAgo, posting, ShopFloor, WAREHOUSE } from './shop-floor.ts';

/** What only a real Odoo can show: rights on work centres, and what people see of a rate. */
describe('the cost of an hour at a work centre', () => {
  let backend: RealOdooBackend;
  let floor: ShopFloor;
  beforeAll(() => {
    backend = realOdooFromEnvironment();
    floor = new ShopFloor(backend);
  });
  const machine = async () => {
    const code = floor.name('MACHINE');
    const workCenters = [{ code, name: `Machine ${code}`, hourlyCost: 10 }];
    await backend.seed({ warehouses: [{ code: WAREHOUSE, name: 'Oslo' }], items: [], workCenters });
    const [center] = await backend.odoo.search('mrp.workcenter', [['code', '=', code]], ['id']);
    return { code, id: center?.id ?? 0 };
  };
  const report = (code: string, value: number) =>
    floor.bookOne(
      posting(
        'machine-rate.reported',
        {
          machine: code,
          machine_rate: { value, currency: 'USD' },
          energy_rate: { value: 8.4, currency: 'USD' },
          valid_from: hoursAgo(48),
        },
        { stream: `machine-rate/${code}` },
      ),
    );

  test('the integration user may not write it, nor anything else of the work centre, but by the event', async () => {
    const { code, id } = await machine();
    for (const vals of [{ costs_hour: 1 }, { name: 'mine' }])
      expect(await floor.client.call('mrp.workcenter', 'write', { ids: [id], vals })).toMatchObject({
        ok: false,
        code: 'missing-right',
      });
    expect(await backend.hourlyCost(code)).toBe(10);
    expect(await report(code, 52)).toMatchObject({ result: 'posted' });
    expect(await backend.hourlyCost(code)).toBe(60.4);
  });

  test('its parts are in the chatter, once for each change', async () => {
    const { code, id } = await machine();
    await report(code, 52);
    await report(code, 52);
    await report(code, 53);
    const notes = await backend.odoo.search<{ id: number; body: string }>(
      'mail.message',
      [
        ['model', '=', 'mrp.workcenter'],
        ['res_id', '=', id],
        ['body', 'like', 'as the plant reported it'],
      ],
      ['body'],
      { order: 'id' },
    );
    expect(notes.map(({ body }) => body)).toEqual([
      expect.stringContaining('machine 52 and energy 8.4 USD'),
      expect.stringContaining('machine 53 and energy 8.4 USD'),
    ]);
  });

  test('an operation that ended keeps the rate it ended at', async () => {
    const { code } = await machine();
    const made = await floor.release({ quantity: 1, operations: [code] });
    await floor.book(
      floor.labor(made, code, '2026-11-20 08:00:00', '2026-11-20 09:00:00'),
      floor.reported(made, 1, { final: true }, { time: '2026-11-20 09:00:00' }),
    );
    await report(code, 52);
    const [operation] = await backend.odoo.search<{ id: number; costs_hour: number }>(
      'mrp.workorder',
      [['production_id.name', '=', made.order]],
      ['costs_hour'],
    );
    expect(operation?.costs_hour).toBe(10);
  });
});
