import type { StockCounted } from '../../../lambdas/posting/events/stock-counted.ts';
import type { StockMoved } from '../../../lambdas/posting/events/stock-moved.ts';
import type { Item, Location } from '../../../odoo/master-data.ts';
import { hoursAgo, KG, type Overrides, posting, type ShopFloor, WAREHOUSE } from '../shop-floor.ts';

/** An item of one test, and a few places of its own: full names. */
export interface Shelved {
  item: string;
  uom: string;
  shelves: [string, string, string];
}

type Levels = number | Record<string, number>;

export interface Wanted extends Partial<Pick<Item, 'uom' | 'tracking' | 'expires'>> {
  /** what lies on each of the three shelves: untracked, or by lot */
  stock?: [Levels?, Levels?, Levels?];
  /** when lots expire, RFC 3339 */
  lotsExpire?: string;
}

export const STOCK = `${WAREHOUSE}/Stock`;

/** Puts a new item on new shelves. */
export async function shelve(floor: ShopFloor, wanted: Wanted = {}): Promise<Shelved> {
  const { uom = KG, tracking = 'none', expires = false, stock = [] } = wanted;
  const item = floor.name('ITEM');
  const locations: Location[] = [1, 2, 3].map(() => ({ name: floor.name('SHELF'), warehouse: WAREHOUSE }));
  const names = locations.map(({ name }) => `${STOCK}/${name}`);
  await floor.backend.seed({
    warehouses: [
      { code: WAREHOUSE, name: 'Oslo' },
      { code: 'GDA', name: 'Gdansk' },
    ],
    locations,
    items: [{ code: item, name: `Item ${item}`, uom, tracking, expires }],
    stock: stock.flatMap((levels = 0, index) => {
      const at = { warehouse: WAREHOUSE, location: names[index] ?? '', item };
      if (typeof levels === 'number') return levels === 0 ? [] : [{ ...at, quantity: levels }];
      return Object.entries(levels).map(([lot, quantity]) => ({
        ...at,
        quantity,
        lot,
        ...(wanted.lotsExpire ? { expires: wanted.lotsExpire } : {}),
      }));
    }),
  });
  return { item, uom, shelves: names as Shelved['shelves'] };
}

/** From the first shelf to the second, unless said otherwise. */
export function moved(on: Shelved, value: number, more: Partial<StockMoved> = {}, over: Overrides = {}) {
  const [from, to] = on.shelves;
  const payload = { item: on.item, quantity: { value, uom: on.uom }, from, to, ...more };
  return posting('stock.moved', payload, { stream: `stock/${on.item}`, ...over });
}

/** On the first shelf, now, unless said otherwise: what was seeded counts as counted when it was seeded. */
export function counted(on: Shelved, value: number, more: Partial<StockCounted> = {}, over: Overrides = {}) {
  const payload = { item: on.item, quantity: { value, uom: on.uom }, location: on.shelves[0], ...more };
  return posting('stock.counted', payload, { stream: `stock/${on.item}`, time: hoursAgo(0), ...over });
}

/** What lies on each of the three shelves. */
export async function onShelves(floor: ShopFloor, on: Shelved): Promise<number[]> {
  const seen = await Promise.all(on.shelves.map((shelf) => floor.backend.stockAt(shelf, on.item)));
  return seen.map(({ quantity }) => quantity);
}
