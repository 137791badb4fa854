import type { MasterData } from '../../../odoo/master-data.ts';
import { KG, posting, type ShopFloor, WAREHOUSE } from '../shop-floor.ts';

export interface BigTree {
  item: string;
  lot: string;
  /** one of the lowest level */
  leaf: { item: string; lot: string };
  /** names of all lots, level by level */
  lots: string[];
  /** how many times a lot went into another */
  links: number;
}

/** Postings that go to Odoo in one call. */
const atOnce = 25;

/**
 * A lot that was made from lots that were made from lots: so many on each level, from the top. Each lot but those of the
 * lowest level is an order of its own, and takes an equal share of the level below.
 */
export async function growTree(floor: ShopFloor, widths: readonly number[]): Promise<BigTree> {
  const items = widths.map(() => floor.name('LEVEL'));
  const levels = widths.map((width, level) =>
    Array.from({ length: width }, (_, place) => `T${level}-${String(place).padStart(4, '0')}`),
  );
  const orders = levels.slice(0, -1).flatMap((lots, level) =>
    lots.map((lot, place) => {
      const below = levels[level + 1] ?? [];
      const used = below.filter((_, other) => Math.floor((other * lots.length) / below.length) === place);
      return { name: floor.name('OSL/MO'), level, lot, used };
    }),
  );
  const itemOf = (level: number) => items[level] ?? '';
  const data: MasterData = {
    warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
    items: items.map((code) => ({ code, name: code, uom: KG, tracking: 'lot' })),
    boms: items.slice(0, -1).map((item, level) => ({
      item,
      quantity: 1,
      components: [{ item: itemOf(level + 1), quantity: 1 }],
    })),
    stock: (levels.at(-1) ?? []).map((lot) => ({
      warehouse: WAREHOUSE,
      item: items.at(-1) ?? '',
      lot,
      quantity: 1,
    })),
    orders: orders.map(({ name, level }) => ({
      name,
      warehouse: WAREHOUSE,
      item: itemOf(level),
      quantity: 1,
    })),
  };
  await floor.backend.seed(data);
  for (const level of [...widths.keys()].toReversed()) {
    const postings = orders
      .filter((order) => order.level === level)
      .map(({ name, lot, used }) =>
        posting('production.reported', {
          order: name,
          quantity: { value: 1, uom: KG },
          lot: { number: lot },
          consumed: [
            {
              item: itemOf(level + 1),
              quantity: { value: used.length, uom: KG },
              lots: used.map((number) => ({ number, quantity: 1 })),
            },
          ],
          final: false,
        }),
      );
    for (let from = 0; from < postings.length; from += atOnce) {
      const rows = await floor.book(...postings.slice(from, from + atOnce));
      const bad = rows.find(({ result }) => result !== 'posted');
      if (bad) throw new Error(`the tree did not grow: ${JSON.stringify(bad)}`);
    }
  }
  const links = orders.reduce((sum, { used }) => sum + used.length, 0);
  const leaf = { item: items.at(-1) ?? '', lot: levels.at(-1)?.[0] ?? '' };
  return { item: itemOf(0), lot: levels[0]?.[0] ?? '', leaf, lots: levels.flat(), links };
}

/** Five levels, three hundred lots. */
export const bigTree = [1, 4, 15, 60, 220] as const;
