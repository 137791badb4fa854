import { OdooClient } from '../../lambdas/odoo/client.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import { type FakeOdoo, type FakeOdooOptions, startFakeOdoo } from '../../local/fake-odoo/index.ts';
import type { MasterData } from '../../odoo/master-data.ts';

const kg = 'uom.product_uom_kgm';
const master: MasterData = {
  warehouses: [{ code: 'OSL', name: 'Oslo' }],
  items: [
    { code: 'MILK', name: 'Milk', uom: kg, tracking: 'none' },
    { code: 'YOGHURT', name: 'Yoghurt', uom: kg, tracking: 'none' },
  ],
  boms: [{ item: 'YOGHURT', quantity: 1, components: [{ item: 'MILK', quantity: 2 }] }],
  stock: [{ warehouse: 'OSL', item: 'MILK', quantity: 1_000 }],
  orders: [{ name: 'OSL/MO/1', warehouse: 'OSL', item: 'YOGHURT', quantity: 100 }],
};

/** A report of so many kilograms on the one order. */
export const posting = (key: string, value = 10): Posting => ({
  event: key.padEnd(32, '0'),
  stream: 'order/OSL/MO/1',
  operation: 'production.reported',
  plant: 'oslo',
  warehouse: 'OSL',
  time: '2026-01-05 08:00:00',
  policy: { negative_stock: 'refuse' },
  payload: { order: 'OSL/MO/1', quantity: { value, uom: kg }, final: false },
});

export async function openFakeOdoo(options: FakeOdooOptions = {}): Promise<FakeOdoo> {
  const odoo = await startFakeOdoo(options);
  odoo.seed(master);
  return odoo;
}

export function clientOf({ url, database, apiKey }: FakeOdoo): OdooClient {
  return new OdooClient({ url, database, apiKey, timeoutMs: 2_000, environment: 'local' });
}

export function book(odoo: FakeOdoo, ...postings: Posting[]) {
  return bookPostings(clientOf(odoo), postings);
}

/** Finished goods in stock. */
export function made(odoo: FakeOdoo): number {
  return odoo.inspect.onHand('OSL', 'YOGHURT').quantity;
}
