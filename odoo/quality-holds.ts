import type { PlantProfile } from '../configuration/plant.ts';
import type { OdooAdmin } from './admin.ts';

type HeldPlant = Pick<PlantProfile, 'id' | 'warehouse' | 'company' | 'quality'>;

export interface OdooWarehouseRow {
  code: string;
  name: string;
  company_id: [number, string];
}

/** The warehouses that a profile may mean, as the module in Odoo finds them: by short name, else by name. */
export const warehousesOf = <Row extends OdooWarehouseRow>(
  { warehouse, company }: Pick<PlantProfile, 'warehouse' | 'company'>,
  all: readonly Row[],
): Row[] => {
  const within = all.filter(({ company_id: [, name] }) => company === undefined || name === company);
  const byCode = within.filter(({ code }) => code === warehouse);
  return byCode.length > 0 ? byCode : within.filter(({ name }) => name === warehouse);
};

type Reference = [number, string] | false;

interface Warehouse extends OdooWarehouseRow {
  id: number;
  reception_steps: string;
  view_location_id: Reference;
  lot_stock_id: Reference;
  wh_input_stock_loc_id: Reference;
  wh_output_stock_loc_id: Reference;
  wh_pack_stock_loc_id: Reference;
  pbm_loc_id: Reference;
  sam_loc_id: Reference;
  wh_qc_stock_loc_id: Reference;
}

/** What deliveries and orders take from, and what Odoo moves goods through on their way. */
const taken = [
  'lot_stock_id',
  'wh_input_stock_loc_id',
  'wh_output_stock_loc_id',
  'wh_pack_stock_loc_id',
  'pbm_loc_id',
  'sam_loc_id',
  'wh_qc_stock_loc_id',
] as const;

/** The place for quality control counts only where goods go through it. */
const placesTaken = (warehouse: Warehouse): Reference[] =>
  taken
    .filter((field) => field !== 'wh_qc_stock_loc_id' || warehouse.reception_steps === 'three_steps')
    .map((field) => warehouse[field]);

interface Place {
  id: number;
  complete_name: string;
  usage: string;
  parent_path: string;
}

/**
 * What these plants need for their quality holds and Odoo lacks, as texts for whoever sets Odoo up. The module checks it
 * again at every call. A plant whose warehouse this Odoo does not have is left out: it belongs to another one.
 */
export async function qualityHoldFaults(odoo: OdooAdmin, plants: readonly HeldPlant[]): Promise<string[]> {
  const faults: string[] = [];
  const companies = new Map<string, string[]>();
  for (const plant of plants) {
    const named = await odoo.search<Warehouse>(
      'stock.warehouse',
      ['|', ['code', '=', plant.warehouse], ['name', '=', plant.warehouse]],
      ['code', 'name', 'company_id', 'reception_steps', 'view_location_id', ...taken],
    );
    const [warehouse] = warehousesOf(plant, named);
    if (!warehouse) continue;
    if (plant.company === undefined) {
      const [, company] = warehouse.company_id;
      companies.set(company, [...(companies.get(company) ?? []), plant.id]);
    }
    if (!plant.quality) continue;
    const found = [
      ...(await placeFaults(odoo, plant, warehouse)),
      ...(await goodsFaults(odoo, plant, warehouse)),
    ];
    faults.push(...found.map((fault) => `${plant.id}: ${fault}`));
  }
  // A verdict is its company's. The gateway takes plants whose profiles name none for those of one company.
  if (companies.size > 1) {
    const whose = [...companies].map(([company, ids]) => `${ids.join(', ')} (${company})`);
    faults.push(`${whose.join(' and ')}: they are of different companies; write company in each profile`);
  }
  return faults;
}

async function placeFaults(odoo: OdooAdmin, { quality }: HeldPlant, warehouse: Warehouse): Promise<string[]> {
  const names = [quality?.hold, quality?.rework].filter((name) => name !== undefined);
  const ids = [warehouse.view_location_id, ...placesTaken(warehouse)].flatMap((each) =>
    each ? [each[0]] : [],
  );
  const places = await odoo.search<Place>(
    'stock.location',
    ['|', ['complete_name', 'in', names], ['id', 'in', ids]],
    ['complete_name', 'usage', 'parent_path'],
  );
  const view = places.find(({ id }) => id === idOf(warehouse.view_location_id));
  const others = places.filter(({ id }) => placesTaken(warehouse).some((each) => id === idOf(each)));
  return names.flatMap((name) => {
    const place = places.find((each) => each.complete_name === name);
    if (!place || !view || !place.parent_path.startsWith(view.parent_path) || place.usage !== 'internal')
      return [`${name} is no internal location below ${view?.complete_name}: create it there`];
    return others
      .filter((other) => lieInEachOther(place, other))
      .map((other) => `${name} must not be, contain or lie inside ${other.complete_name}`);
  });
}

/**
 * Marks the places of these plants' profiles in Odoo, before their first event does: a hold of one plant then holds in the
 * others. A place that the profile names no longer stays one as long as goods lie in it. Returns what was changed, for people.
 */
export async function markHoldPlaces(odoo: OdooAdmin, plants: readonly HeldPlant[]): Promise<string[]> {
  const said: string[] = [];
  for (const plant of plants) {
    const { quality } = plant;
    if (!quality) continue;
    const named = await odoo.search<OdooWarehouseRow & { id: number }>(
      'stock.warehouse',
      ['|', ['code', '=', plant.warehouse], ['name', '=', plant.warehouse]],
      ['code', 'name', 'company_id'],
    );
    const [warehouse] = warehousesOf(plant, named);
    if (!warehouse) continue;
    const kinds = new Map([
      [quality.hold, 'hold'],
      ...(quality.rework ? [[quality.rework, 'rework'] as const] : []),
    ]);
    const places = await odoo.search<{
      id: number;
      complete_name: string;
      x_plant_gateway_place: string | false;
    }>(
      'stock.location',
      [
        ['warehouse_id', '=', warehouse.id],
        '|',
        ['complete_name', 'in', [...kinds.keys()]],
        ['x_plant_gateway_place', '!=', false],
      ],
      ['complete_name', 'x_plant_gateway_place'],
    );
    for (const { id, complete_name: name, x_plant_gateway_place: was } of places) {
      const lying = kinds.has(name)
        ? []
        : await odoo.search(
            'stock.quant',
            [
              ['location_id', 'child_of', id],
              ['quantity', '!=', 0],
            ],
            [],
            { limit: 1 },
          );
      const kind = kinds.get(name) ?? (lying.length > 0 ? 'former' : false);
      if (kind === was) continue;
      await odoo.call('stock.location', 'write', { ids: [id], vals: { x_plant_gateway_place: kind } });
      said.push(`${plant.id}: ${name} is ${kind || 'no place for held goods any more'}`);
    }
  }
  return said;
}

const idOf = (reference: Reference): number | undefined => (reference ? reference[0] : undefined);

const lieInEachOther = (one: Place, other: Place): boolean =>
  one.parent_path.startsWith(other.parent_path) || other.parent_path.startsWith(one.parent_path);

interface Product {
  id: number;
  default_code: string | false;
  barcode: string | false;
  name: string;
  tracking: string;
}
const codeFields = ['default_code', 'barcode', 'name'] as const;

/** Products of a company or of all by reference, barcode or name, once for each language that names one of them. */
async function productsNamed(
  odoo: OdooAdmin,
  items: readonly string[],
  company: number,
): Promise<Map<number, Product[]>> {
  const languages = await odoo.search<{ id: number; code: string }>('res.lang', [], ['code']);
  const domain = [
    '&',
    ['company_id', 'in', [false, company]],
    '|',
    '|',
    ...codeFields.map((field) => [field, 'in', items]),
  ];
  const found = new Map<number, Product[]>();
  for (const { code: lang } of languages)
    for (const product of await odoo.search<Product>('product.product', domain, [...codeFields, 'tracking'], {
      context: { lang },
    }))
      found.set(product.id, [...(found.get(product.id) ?? []), product]);
  return found;
}

async function goodsFaults(
  odoo: OdooAdmin,
  { quality }: HeldPlant,
  { company_id: [company] }: Warehouse,
): Promise<string[]> {
  if (!quality || quality.gated === 'everything') return [];
  const { items, categories } = quality.gated;
  const products = [...(await productsNamed(odoo, items, company)).values()];
  const known = await odoo.search<{ id: number; complete_name: string }>(
    'product.category',
    [['complete_name', 'in', categories]],
    ['complete_name'],
  );
  return [
    ...items.flatMap((code) => {
      const having = (field: (typeof codeFields)[number]) =>
        products.filter((translations) => translations.some((product) => product[field] === code));
      const found = codeFields.map(having).find(({ length }) => length > 0) ?? [];
      if (found.length !== 1) return [`Odoo has no item ${code}, or several`];
      return found[0]?.[0]?.tracking === 'none' ? [`item ${code} is not tracked by lots`] : [];
    }),
    ...categories.flatMap((name) =>
      known.filter(({ complete_name }) => complete_name === name).length === 1
        ? []
        : [`Odoo has no product category ${name}, or several`],
    ),
  ];
}
