import type { Item, MasterData } from '../../odoo/master-data.ts';
import { plants } from '../../plants/index.ts';
import { codeMappingFiles } from '../run/code-mapping-files.ts';
import type { DayEntry } from './story.ts';

/** Quantity by warehouse and item, in the item's own unit. */
export type Stock = Record<string, Record<string, number>>;

interface Quantity {
  value: number;
  unit: string;
}

interface Usage {
  item: string;
  quantity: Quantity;
}

/** How much of the unit that Odoo keeps one unit on the wire is. */
const factors: Record<string, number> = { KGM: 1, GRM: 0.001, LTR: 1, MLT: 0.001, H87: 1, C62: 1 };

/**
 * The stock after everything that is expected to be posted is posted: the plain arithmetic of the
 * unique events, independent of Odoo and of the fake. Components are taken by the bill of materials unless
 * the events say what was consumed: in the report itself, or by issues since the order's previous report.
 */
export function expectedStock(entries: DayEntry[], master: MasterData): Stock {
  const books = openBooks(master);
  const issued = new Map<string, Map<string, number>>();
  for (const { plant, event, expected } of entries) {
    if (expected !== 'posted') continue;
    if (!reportsOnOrder(event.type)) {
      addTraded(event, plant, books);
      continue;
    }
    const {
      order: name,
      item: code,
      quantity,
      consumed = [],
    } = event.data as unknown as {
      order: string;
      item?: string;
      quantity: Quantity;
      consumed?: Usage[];
    };
    const order = books.orders.get(name);
    if (order === undefined) continue;
    const { warehouse, item: product } = order;
    const item = code === undefined ? product : books.codeOf(plant, code);
    const amount = quantity.value * (factors[quantity.unit] ?? 1);
    const waiting = issued.get(name) ?? new Map<string, number>();
    if (event.type.includes('material.returned')) {
      issued.set(name, waiting.set(item, round((waiting.get(item) ?? 0) - amount)));
    } else if (event.type.includes('material.consumed')) {
      issued.set(name, waiting.set(item, (waiting.get(item) ?? 0) + amount));
    } else if (event.type.includes('production.scrapped')) {
      books.add(warehouse, item, -amount);
    } else {
      const said = new Map(waiting);
      for (const used of consumed)
        said.set(books.codeOf(plant, used.item), used.quantity.value * (factors[used.quantity.unit] ?? 1));
      for (const [component, perUnit] of books.recipeOf(product))
        if (!said.has(component)) said.set(component, round(amount * perUnit));
      for (const [component, taken] of said) books.add(warehouse, component, -taken);
      // Goods under quality hold leave the hold place by an event of the gateway's own.
      if (!books.needsRelease(plant, product)) books.add(warehouse, product, amount);
      issued.delete(name);
    }
  }
  return books.stock;
}

const reportsOnOrder = (type: string): boolean =>
  /\.(production\.(reported|scrapped)|material\.(consumed|returned))\./.test(type);

interface Traded {
  item?: string;
  quantity?: Quantity;
  lines?: Usage[];
  from?: string;
  to?: string;
  location?: string;
}

/** What came in, left, or was counted; all other events move no stock. */
function addTraded(
  { type, data }: DayEntry['event'],
  plant: string,
  books: ReturnType<typeof openBooks>,
): void {
  const { item = '', quantity, lines = [], from = '', to = '', location = '' } = data as Traded;
  const warehouse = books.warehouseOf(plant);
  const amountOf = ({ value, unit }: Quantity): number => value * (factors[unit] ?? 1);
  const sign = type.includes('goods.received') ? 1 : type.includes('shipment.confirmed') ? -1 : 0;
  for (const line of lines)
    books.add(warehouse, books.codeOf(plant, line.item), sign * amountOf(line.quantity));
  if (quantity === undefined || item === '') return;
  if (type.includes('stock.moved')) {
    books.put(to, item, books.lying(to, item) + amountOf(quantity));
    books.put(from, item, books.lying(from, item) - amountOf(quantity));
  }
  if (type.includes('stock.counted')) {
    books.add(warehouse, item, amountOf(quantity) - books.lying(location, item));
    books.put(location, item, amountOf(quantity));
  }
}

function openBooks(master: MasterData) {
  const stock: Stock = {};
  const add = (warehouse: string, item: string, change: number): void => {
    const place = stock[warehouse] ?? {};
    stock[warehouse] = place;
    place[item] = round((place[item] ?? 0) + change);
  };
  for (const { warehouse, item, quantity } of master.stock ?? []) add(warehouse, item, quantity);
  const byBarcode = new Map(master.items.map((item: Item) => [item.barcode, item.code]));
  const aliases = new Map(
    codeMappingFiles()
      .flatMap(({ lines }) => lines)
      .filter(({ kind }) => kind === 'item')
      .map(({ plant, code, odooCode }) => [`${plant} ${code}`, odooCode]),
  );
  const places = new Map<string, number>();
  const categories = new Map(master.items.map(({ code, category = '' }) => [code, category]));
  const recipes = new Map((master.boms ?? []).map((bom) => [bom.item, bom]));
  return {
    stock,
    add,
    warehouseOf: (plant: string): string => plants[plant]?.warehouse ?? '',
    /** in a place that was moved to or counted; what is seeded lies in the stock location */
    lying: (place: string, item: string): number => places.get(`${place} ${item}`) ?? 0,
    /** held until the laboratory lets the lot pass */
    needsRelease: (plant: string, item: string): boolean => {
      const gated = plants[plant]?.quality?.gated;
      return (
        gated !== undefined && gated !== 'everything' && gated.categories.includes(categories.get(item) ?? '')
      );
    },
    put: (place: string, item: string, amount: number) => void places.set(`${place} ${item}`, amount),
    orders: new Map((master.orders ?? []).map((order) => [order.name, order])),
    codeOf: (plant: string, code: string) => aliases.get(`${plant} ${code}`) ?? byBarcode.get(code) ?? code,
    recipeOf: (item: string): [component: string, perUnit: number][] => {
      const recipe = recipes.get(item);
      if (recipe === undefined) return [];
      return recipe.components.map((line) => [line.item, line.quantity / recipe.quantity]);
    },
  };
}

/** Stock has two digits. */
function round(value: number): number {
  return Math.round(value * 100 + Math.sign(value) * 1e-6) / 100;
}
