import type { OdooAdmin } from './admin.ts';
import type { StockLevel } from './master-data.ts';
import { locationsOf } from './seed-locations.ts';
import { type Items, type SeededWarehouse, seeded } from './seed-products.ts';

type Reference = [number, string] | false;

/**
 * Sets stock levels where an item (and lot) never came into the warehouse before: stock that was consumed since is
 * not put back. `inventory_quantity_auto_apply` is absolute; applying a count twice would set the stock to zero.
 */
export async function seedStock(
  odoo: OdooAdmin,
  levels: readonly StockLevel[],
  warehouses: ReadonlyMap<string, SeededWarehouse>,
  items: Items,
): Promise<void> {
  if (levels.length === 0) return;
  const lots = await seedLots(odoo, levels, items);
  const locationOf = await locationsOf(odoo, levels, warehouses);
  const rows = levels.map((level) => ({
    product_id: seeded(items, level.item).id,
    location_id: locationOf(level),
    lot_id:
      level.lot === undefined ? false : (lots.get(lotKey(seeded(items, level.item).id, level.lot)) ?? false),
    inventory_quantity_auto_apply: level.quantity,
  }));
  const arrived = await odoo.search<{
    id: number;
    product_id: Reference;
    location_dest_id: Reference;
    lot_id: Reference;
  }>(
    'stock.move.line',
    [
      ['state', '=', 'done'],
      ['product_id', 'in', rows.map(({ product_id }) => product_id)],
      ['location_dest_id', 'in', rows.map(({ location_id }) => location_id)],
    ],
    ['product_id', 'location_dest_id', 'lot_id'],
  );
  const place = (product: unknown, location: unknown, lot: unknown) => `${product}/${location}/${lot}`;
  const known = new Set(
    arrived.map((line) => place(idOf(line.product_id), idOf(line.location_dest_id), idOf(line.lot_id))),
  );
  const missing = rows.filter((row) => !known.has(place(row.product_id, row.location_id, row.lot_id)));
  await odoo.create('stock.quant', missing, { inventory_mode: true });
}

async function seedLots(
  odoo: OdooAdmin,
  levels: readonly StockLevel[],
  items: Items,
): Promise<Map<string, number>> {
  const wanted = new Map<string, Record<string, unknown>>();
  for (const level of levels) {
    if (level.lot === undefined) continue;
    const product = seeded(items, level.item).id;
    wanted.set(lotKey(product, level.lot), {
      name: level.lot,
      product_id: product,
      ...(level.expires ? { expiration_date: odooMoment(level.expires) } : {}),
    });
  }
  const values = [...wanted.values()];
  const search = () =>
    odoo.search<{ id: number; name: string; product_id: [number, string] }>(
      'stock.lot',
      [
        ['name', 'in', values.map(({ name }) => name)],
        ['product_id', 'in', values.map(({ product_id }) => product_id)],
      ],
      ['name', 'product_id'],
    );
  const before = new Set((await search()).map((lot) => lotKey(lot.product_id[0], lot.name)));
  await odoo.create(
    'stock.lot',
    [...wanted].filter(([key]) => !before.has(key)).map(([, lot]) => lot),
  );
  return new Map((await search()).map((lot) => [lotKey(lot.product_id[0], lot.name), lot.id]));
}

/** Odoo's own way to write a moment: UTC, without saying so. */
export function odooMoment(rfc3339: string): string {
  return new Date(rfc3339).toISOString().slice(0, 19).replace('T', ' ');
}

function lotKey(product: number, name: string): string {
  return `${product}/${name}`;
}

function idOf(reference: Reference): number | false {
  return reference === false ? false : reference[0];
}
