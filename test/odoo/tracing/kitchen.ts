import { type Answered, askOdoo } from '../../../lambdas/odoo/ports.ts';
import {
  type TracedGenealogy,
  type TracedLot,
  type TracedRecall,
  tracedGenealogy,
  tracedRecall,
} from '../../../lambdas/traceability/traced.ts';
import type { Item, MasterData } from '../../../odoo/master-data.ts';
import {
  KG,
  OTHER_WAREHOUSE,
  type Overrides,
  posting,
  type ShopFloor,
  UNIT,
  WAREHOUSE,
} from '../shop-floor.ts';

type Tracking = Item['tracking'];

/** What one batch used: quantities by lot, by item. */
export type Used = Record<string, Record<string, number>>;

interface Batch {
  /** the order; a new one when absent */
  order?: string;
  item: string;
  /** a lot, or serials */
  lot: string | string[];
  quantity?: number;
  used: Used;
  /** of the order, when it is new */
  planned?: number;
  warehouse?: string;
}

/** Makes lots of lots, and asks where they came from. */
export class Kitchen {
  readonly floor: ShopFloor;

  constructor(floor: ShopFloor) {
    this.floor = floor;
  }

  /** New items by lot, in kilograms, with stock by lot. */
  async items(
    count: number,
    stock: Record<string, number> = {},
    more: Partial<Item> = {},
  ): Promise<string[]> {
    const codes = Array.from({ length: count }, () => this.floor.name('LOTTED'));
    await this.seed({
      items: codes.map((code) => ({ code, name: `Item ${code}`, uom: KG, tracking: 'lot', ...more })),
      stock: codes.flatMap((item) =>
        Object.entries(stock).map(([lot, quantity]) => ({ warehouse: WAREHOUSE, item, lot, quantity })),
      ),
    });
    return codes;
  }

  async stock(item: string, lots: Record<string, number>, warehouse = WAREHOUSE): Promise<void> {
    const levels = Object.entries(lots).map(([lot, quantity]) => ({ warehouse, item, lot, quantity }));
    await this.seed({ items: [this.known(item)], stock: levels });
  }

  /** Reports a batch, of a new order unless one is named; the order's name. */
  async make(batch: Batch, over: Overrides = {}): Promise<string> {
    const { item, used, warehouse = WAREHOUSE } = batch;
    const quantity = batch.quantity ?? (Array.isArray(batch.lot) ? batch.lot.length : 1);
    const order = batch.order ?? (await this.order(batch, quantity));
    const serials = Array.isArray(batch.lot);
    const payload = {
      order,
      quantity: { value: quantity, uom: serials ? UNIT : KG },
      ...(Array.isArray(batch.lot)
        ? { serials: batch.lot.map((number) => ({ number })) }
        : { lot: { number: batch.lot } }),
      consumed: Object.entries(used).map(([component, lots]) => ({
        item: component,
        quantity: { value: sum(lots), uom: KG },
        lots: Object.entries(lots).map(([number, value]) => ({ number, quantity: value })),
      })),
      final: false,
    };
    const row = await this.floor.bookOne(posting('production.reported', payload, { warehouse, ...over }));
    if (row.result !== 'posted') throw new Error(`${item} was not made: ${JSON.stringify(row)}`);
    return order;
  }

  private async order({ item, used, planned, lot, warehouse = WAREHOUSE }: Batch, quantity: number) {
    const order = this.floor.name('OSL/MO');
    const uom = Array.isArray(lot) ? UNIT : KG;
    const tracking: Tracking = Array.isArray(lot) ? 'serial' : 'lot';
    const components = Object.keys(used).filter((component) => component !== item);
    await this.seed({
      items: [{ ...this.known(item), uom, tracking }, ...components.map((code) => this.known(code))],
      boms: [{ item, quantity: 1, components: components.map((code) => ({ item: code, quantity: 1 })) }],
      orders: [{ name: order, warehouse, item, quantity: planned ?? quantity }],
    });
    return order;
  }

  private known(code: string): Item {
    return { code, name: `Item ${code}`, uom: KG, tracking: 'lot' };
  }

  async seed(data: Partial<MasterData>): Promise<void> {
    const warehouses = [
      { code: WAREHOUSE, name: 'Oslo' },
      { code: OTHER_WAREHOUSE, name: 'Gdansk' },
    ];
    await this.floor.backend.seed({ warehouses, items: [], ...data });
  }

  ask(question: string, about: object, warehouse = WAREHOUSE): Promise<Answered> {
    return askOdoo(this.floor.client, { question, warehouse, about });
  }

  async genealogy(
    about: { lot: string; item?: string; most?: number },
    direction: 'up' | 'down',
    warehouse?: string,
  ) {
    const answer = answered(await this.ask('lot.genealogy', { ...about, direction }, warehouse));
    return tracedGenealogy.parse(answer);
  }

  async recall(
    about: { lot: string; item?: string; most?: number },
    warehouse?: string,
  ): Promise<TracedRecall> {
    return tracedRecall.parse(answered(await this.ask('lot.recall', about, warehouse)));
  }
}

const answered = (given: Answered): unknown => {
  if (given.ok) return given.answer;
  throw new Error(`${given.kind} ${given.code}: ${given.message}`);
};

const sum = (lots: Record<string, number>): number =>
  Object.values(lots).reduce((total, quantity) => total + quantity, 0);

export const lotNamed = ({ lots }: { lots: TracedLot[] }, name: string): TracedLot => {
  const found = lots.find(({ lot }) => lot === name);
  if (!found) throw new Error(`no lot ${name} in ${lots.map(({ lot }) => lot).join(', ')}`);
  return found;
};

/** Links as `A>B`, sorted. */
export const arrows = ({ lots, links }: TracedGenealogy): string[] => {
  const names = new Map(lots.map(({ id, lot }) => [id, lot]));
  return links.map(({ from, to }) => `${names.get(from)}>${names.get(to)}`).sort();
};

export const lotNames = ({ lots }: { lots: TracedLot[] }): string[] => lots.map(({ lot }) => lot).sort();
