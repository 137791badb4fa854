import type { OdooAdmin } from './admin.ts';
import type { BillOfMaterials, Item, MasterData } from './master-data.ts';

export interface SeededWarehouse {
  id: number;
  code: string;
  lot_stock_id: [number, string];
  manu_type_id: [number, string];
}

export interface SeededItem {
  id: number;
  default_code: string;
  uom_id: [number, string];
  product_tmpl_id: [number, string];
}

type Warehouses = ReadonlyMap<string, SeededWarehouse>;
export type Items = ReadonlyMap<string, SeededItem>;

export async function seedPlaces(odoo: OdooAdmin, data: MasterData): Promise<Warehouses> {
  await createMissing(odoo, 'stock.warehouse', 'code', data.warehouses);
  await createMissing(
    odoo,
    'mrp.workcenter',
    'code',
    (data.workCenters ?? []).map(({ hourlyCost, ...center }) => ({ ...center, costs_hour: hourlyCost ?? 0 })),
  );
  await createMissing(
    odoo,
    'stock.scrap.reason.tag',
    'name',
    (data.scrapReasons ?? []).map((name) => ({ name })),
  );
  const codes = data.warehouses.map(({ code }) => code);
  const found = await odoo.search<SeededWarehouse>(
    'stock.warehouse',
    [['code', 'in', codes]],
    ['code', 'lot_stock_id', 'manu_type_id'],
  );
  return new Map(found.map((warehouse) => [warehouse.code, warehouse]));
}

export async function seedItems(odoo: OdooAdmin, items: readonly Item[]): Promise<Items> {
  const units = new Map<string, number>();
  for (const xmlId of new Set(items.map(({ uom }) => uom))) {
    const id = await odoo.externalId(xmlId);
    if (id === undefined) throw new Error(`this Odoo has no unit of measure ${xmlId}`);
    units.set(xmlId, id);
  }
  const categories = await seedCategories(
    odoo,
    items.flatMap(({ category }) => category ?? []),
  );
  const values = items.map((item) => ({
    default_code: item.code,
    name: item.name,
    barcode: item.barcode ?? false,
    type: 'consu',
    is_storable: true,
    uom_id: units.get(item.uom),
    tracking: item.tracking,
    use_expiration_date: item.expires ?? false,
    ...(item.category ? { categ_id: seeded(categories, item.category) } : {}),
    sale_ok: item.forSale ?? true,
    standard_price: item.price ?? 1,
  }));
  await createMissing(odoo, 'product.product', 'default_code', values);
  const codes = items.map(({ code }) => code);
  const found = await odoo.search<SeededItem>(
    'product.product',
    [['default_code', 'in', codes]],
    ['default_code', 'uom_id', 'product_tmpl_id'],
  );
  return new Map(found.map((item) => [item.default_code, item]));
}

/** Ids by full name. */
async function seedCategories(odoo: OdooAdmin, names: readonly string[]): Promise<Map<string, number>> {
  const paths = new Set(
    names.flatMap((name) =>
      name.split(' / ').map((_, depth, parts) => parts.slice(0, depth + 1).join(' / ')),
    ),
  );
  const ids = new Map<string, number>();
  for (const path of [...paths].sort()) {
    const [known] = await odoo.search('product.category', [['complete_name', '=', path]], ['id']);
    const [parent, name] = [path.split(' / ').slice(0, -1).join(' / '), path.split(' / ').at(-1)];
    const parent_id = parent === '' ? false : seeded(ids, parent);
    const id = known?.id ?? (await odoo.create('product.category', [{ name, parent_id }]))[0];
    if (id !== undefined) ids.set(path, id);
  }
  return ids;
}

export async function seedRecipes(
  odoo: OdooAdmin,
  boms: readonly BillOfMaterials[],
  items: Items,
): Promise<void> {
  const templates = boms.map(({ item }) => seeded(items, item).product_tmpl_id[0]);
  const existing = await odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
    'mrp.bom',
    [['product_tmpl_id', 'in', templates]],
    ['product_tmpl_id'],
  );
  const known = new Set(existing.map(({ product_tmpl_id }) => product_tmpl_id[0]));
  const centers = await odoo.search<{ id: number; code: string }>('mrp.workcenter', [], ['code']);
  const missing = boms.filter(({ item }) => !known.has(seeded(items, item).product_tmpl_id[0]));
  await odoo.create(
    'mrp.bom',
    missing.map((bom) => ({
      product_tmpl_id: seeded(items, bom.item).product_tmpl_id[0],
      product_qty: bom.quantity,
      product_uom_id: seeded(items, bom.item).uom_id[0],
      ...(bom.consumption ? { consumption: bom.consumption } : {}),
      bom_line_ids: bom.components.map(({ item, quantity }) => [
        0,
        0,
        { product_id: seeded(items, item).id, product_qty: quantity },
      ]),
      operation_ids: (bom.operations ?? []).map(({ name, workCenter, minutes }) => [
        0,
        0,
        {
          name,
          workcenter_id: centers.find(({ code }) => code === workCenter)?.id,
          time_mode: 'manual',
          time_cycle_manual: minutes,
        },
      ]),
    })),
  );
}

export function seeded<T>(map: ReadonlyMap<string, T>, code: string): T {
  const found = map.get(code);
  if (found === undefined) throw new Error(`the master data refers to ${code}, but does not define it`);
  return found;
}

async function createMissing(
  odoo: OdooAdmin,
  model: string,
  key: string,
  values: readonly object[],
): Promise<void> {
  const keyOf = (record: object) => (record as Record<string, unknown>)[key];
  const found = await odoo.search<{ id: number }>(model, [[key, 'in', values.map(keyOf)]], [key as 'id']);
  const known = new Set(found.map(keyOf));
  await odoo.create(
    model,
    values.filter((record) => !known.has(keyOf(record))).map((record) => ({ ...record })),
  );
}
