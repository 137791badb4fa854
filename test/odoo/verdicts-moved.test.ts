import { describe, expect, test } from 'vitest';
import { packModule } from '../../odoo/module.ts';
import { otherCompany } from './other-plants.ts';
import { HOLD, kilograms, lotsOf, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo } from './shop-floor.ts';

/** Verdicts of a module before 19.0.1.2.0, which kept one on the lot itself for all companies. */
const { backend, floor, desk, people } = qualityOffice();

const oldFields = {
  x_plant_gateway_verdict: 'char',
  x_plant_gateway_verdict_at: 'datetime',
  x_plant_gateway_verdict_event: 'char',
};
const onLot = [
  ['model', '=', 'stock.lot'],
  ['name', 'in', Object.keys(oldFields)],
];

async function importModule(): Promise<void> {
  const values = [{ module_file: packModule().zip.toString('base64') }];
  const ids = await backend.odoo.create('base.import.module', values);
  await backend.odoo.call('base.import.module', 'import_module', { ids });
}

const verdictsOf = (lot: number, companies: number[]) =>
  backend.odoo.search<{
    id: number;
    x_company_id: [number, string];
    x_verdict: string;
    x_free: number;
    x_event: string;
  }>(
    'x_plant_gateway_verdict',
    [['x_lot_id', '=', lot]],
    ['x_company_id', 'x_verdict', 'x_free', 'x_event'],
    { order: 'x_company_id', context: { allowed_company_ids: companies } },
  );

describe('the verdicts of an older module', () => {
  test('become those of the companies that have the lot, and what events released of a failed one is free', async () => {
    const other = await otherCompany(backend);
    const on = await desk.release();
    const idle = await desk.release();
    await floor.bookOne(desk.made(on, 7, 'L1', { time: hoursAgo(3) }));
    await floor.bookOne(desk.released(on, 'L1', { quantity: kilograms(2) }, { time: hoursAgo(2) }));
    await people.move(on.product, 'L1', 4, HOLD, STOCK);
    await floor.bookOne(desk.made(idle, 2, 'L2', { time: hoursAgo(3) }));
    const [failed, passed] = [await people.lot(on.product, 'L1'), await people.lot(idle.product, 'L2')];
    const model_id = await people.idOf('ir.model', [['model', '=', 'stock.lot']]);
    await backend.odoo.create(
      'ir.model.fields',
      Object.entries(oldFields).map(([name, ttype]) => ({ name, ttype, model_id, field_description: name })),
    );
    const old = (verdict: string) => ({
      x_plant_gateway_verdict: verdict,
      x_plant_gateway_verdict_at: '2026-03-02 09:30:00',
      x_plant_gateway_verdict_event: 'a'.repeat(32),
    });
    await backend.odoo.call('stock.lot', 'write', { ids: [failed], vals: old('fail') });
    await backend.odoo.call('stock.lot', 'write', { ids: [passed], vals: old('pass') });

    await importModule();
    expect(await backend.odoo.search('ir.model.fields', onLot, [])).toEqual([]);
    expect(await verdictsOf(failed, [1, other.id])).toMatchObject([
      { x_company_id: [1, expect.anything()], x_verdict: 'fail', x_free: 2, x_event: 'a'.repeat(32) },
    ]);
    expect(await verdictsOf(passed, [1, other.id])).toMatchObject([{ x_verdict: 'pass' }]);

    const word = await floor.bookOne(desk.inspected(on, 'L1', 'pass', { time: hoursAgo(1) }));
    expect(lotsOf(word)).toMatchObject([{ verdict: 'pass', held: 1 }]);
    await importModule();
    expect(await verdictsOf(failed, [1, other.id])).toMatchObject([{ x_verdict: 'pass' }]);
  });
});
