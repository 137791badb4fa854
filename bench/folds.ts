import { onRealOdoo } from '../scripts/odoo-at-hand.ts';
import { RealOdooBackend } from '../test/backends/real-odoo.ts';
import { KG, posting, type Released, ShopFloor } from '../test/odoo/shop-floor.ts';
import { median } from './statistics.ts';

/**
 * Measures what it costs Odoo to book many events of one ordering key in one call, compared with ten calls of
 * ten ordering keys each, where Odoo writes every event by itself: `node bench/folds.ts`. Takes the Odoo that ODOO_URL
 * names, else starts one.
 */
const rounds = 7;

await onRealOdoo('bench', async (settings) => {
  const { ODOO_URL = '', ODOO_DB = '', ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '' } = settings;
  const floor = new ShopFloor(
    new RealOdooBackend({
      url: ODOO_URL,
      database: ODOO_DB,
      apiKey: ODOO_API_KEY,
      adminApiKey: ODOO_ADMIN_API_KEY,
    }),
  );
  const stock = 1_000_000;
  const on = await floor.release({
    quantity: 10_000,
    components: [
      { per: 1, stock },
      { per: 1, stock },
    ],
    operations: ['BENCH'],
  });
  const spent = new Map<string, number[]>();
  const measure = async (what: string, events: number, book: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await book();
    spent.set(what, [...(spent.get(what) ?? []), (performance.now() - began) / events]);
  };
  for (const [name, event] of Object.entries({ readings: reading, issues: issue })) {
    const many = (count: number, keys = 1) =>
      Array.from({ length: count }, (_, index) => event(floor, on, index, `${name}-${index % keys}`));
    for (let round = 0; round < rounds; round += 1) {
      await measure(`100 ${name} in one call`, 100, () => floor.book(...many(100)));
      await measure(`100 ${name} in ten calls, each by itself`, 100, async () => {
        for (let call = 0; call < 10; call += 1) await floor.book(...many(10, 10));
      });
      await measure(`2000 ${name} in one call`, 2000, () => floor.book(...many(2000)));
    }
  }
  for (const [what, times] of spent) console.log(`${what}: ${median(times).toFixed(2)} ms an event`);
});

function reading(_: ShopFloor, on: Released, index: number, orderingKey: string) {
  const count = { value: index, uom: KG };
  return posting('machine.counted', { machine: 'BENCH', order: on.order, count }, { stream: orderingKey });
}

function issue(floor: ShopFloor, on: Released, index: number, orderingKey: string) {
  return floor.consumed(on, on.components[index % 2] ?? '', 0.01, {}, { stream: orderingKey });
}
