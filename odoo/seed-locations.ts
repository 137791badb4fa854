import type { OdooAdmin } from './admin.ts';
import type { Location, StockLevel } from './master-data.ts';
import { type SeededWarehouse, seeded } from './seed-products.ts';

/** Ids of places by full name. */
export type Locations = ReadonlyMap<string, number>;

/** Odoo starts a name anew below a view: one in OSL is called by its own name alone. */
export const fullName = ({ name, warehouse, parent, usage }: Location): string =>
  usage === 'view' ? name : `${parent ?? `${warehouse}/Stock`}/${name}`;

/** Creates the places that are missing, in the order given: a place comes after the one it is in. */
export async function seedLocations(odoo: OdooAdmin, locations: readonly Location[]): Promise<void> {
  for (const location of locations) {
    const { name, warehouse, parent = `${warehouse}/Stock`, barcode, usage = 'internal' } = location;
    const [found] = await named(odoo, [fullName(location)]);
    if (found) continue;
    const [above] = await named(odoo, [parent]);
    if (!above) throw new Error(`the master data puts ${name} in ${parent}, which does not exist`);
    await odoo.create('stock.location', [
      { name, location_id: above.id, usage, ...(barcode ? { barcode } : {}) },
    ]);
  }
}

/** Where the stock levels are to be put. */
export async function locationsOf(
  odoo: OdooAdmin,
  levels: readonly StockLevel[],
  warehouses: ReadonlyMap<string, SeededWarehouse>,
): Promise<(level: StockLevel) => number> {
  const names = levels.flatMap(({ location }) => location ?? []);
  const found = names.length === 0 ? [] : await named(odoo, names);
  const ids: Locations = new Map(found.map(({ id, complete_name }) => [complete_name, id]));
  return ({ location, warehouse }) =>
    location === undefined ? seeded(warehouses, warehouse).lot_stock_id[0] : seeded(ids, location);
}

function named(odoo: OdooAdmin, names: readonly string[]) {
  return odoo.search<{ id: number; complete_name: string }>(
    'stock.location',
    [['complete_name', 'in', names]],
    ['complete_name'],
  );
}
