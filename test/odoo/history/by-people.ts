import { expect, test } from 'vitest';
import { consumption, production } from '../../../datasets/odoo.ts';
import type { OdooAdmin } from '../../../odoo/admin.ts';
import type { Floor } from '../open-floor.ts';
import { HistoryReader, of, sum } from './reader.ts';

/** What was never an event; only a real Odoo has people. */
export function byPeople(floor: Floor, odoo: OdooAdmin): void {
  const reader = () => new HistoryReader(floor());

  test('what people book in Odoo counts, and has no event', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    const [order] = await odoo.search<{ id: number }>('mrp.production', [['name', '=', on.order]], ['id']);
    const ids = [order?.id];
    await odoo.call('mrp.production', 'write', { ids, vals: { qty_producing: 5 } });
    await odoo.call('mrp.production', 'set_qty_producing', { ids });
    await odoo.call('mrp.production', 'button_mark_done', { ids });
    const today = reader().dayOf(new Date().toISOString().slice(0, 19));
    const [row] = of(await reader().rows(production, today), 'production_order', on.order);
    expect(row).toMatchObject({ quantity: 5 });
    expect(row).not.toHaveProperty('event');
    expect(sum(of(await reader().rows(consumption, today), 'production_order', on.order))).toBe(10);
  });
}
