import type { Item, MasterData } from '../../odoo/master-data.ts';
import type { Sending } from './deliveries.ts';

/** One record of an order's backorder family, in the item's own unit. */
export interface ExpectedPart {
  produced: number;
  lots: string[];
  consumed: Record<string, number>;
}

export interface ExpectedOrder {
  order: string;
  /** one for each report, in the order of the reports */
  parts: ExpectedPart[];
  /** quantity still to be made; none when the order is closed */
  open: number | undefined;
}

export interface ExpectedStock {
  warehouse: string;
  item: string;
  quantity: number;
  byLot: Record<string, number>;
}

export interface Expected {
  stock: ExpectedStock[];
  orders: ExpectedOrder[];
  scrapped: { order: string; item: string; quantity: number }[];
}

interface Quantity {
  value: number;
  unit: string;
}
interface Usage {
  item: string;
  quantity: Quantity;
  lots?: { number: string; quantity: Quantity }[];
}
interface Data extends Partial<Usage> {
  order: string;
  quantity: Quantity;
  lot?: string | { number: string };
  serials?: { number: string }[];
  consumed?: Usage[];
  final?: boolean;
}

/** Thousandths of the unit Odoo keeps the item in: whole numbers add up without an error. */
const thousandths: Record<string, number> = { KGM: 1000, LTR: 1000, H87: 1000, C62: 1000, GRM: 1, MLT: 1 };
const amountOf = ({ value, unit }: Quantity): number => Math.round(value * (thousandths[unit] ?? Number.NaN));
const UNTRACKED = '';

class Tally extends Map<string, number> {
  add(key: string, amount: number): void {
    this.set(key, (this.get(key) ?? 0) + amount);
  }
  plain(): Record<string, number> {
    const entries = [...this].filter(([key, amount]) => key !== UNTRACKED && amount !== 0);
    return Object.fromEntries(entries.sort().map(([key, amount]) => [key, amount / 1000]));
  }
  get total(): number {
    return [...this.values()].reduce((sum, amount) => sum + amount, 0);
  }
}

/** Used of one component: by lot. */
type Used = Map<string, Tally>;

/**
 * What Odoo must hold after the unique events, in plain arithmetic that knows neither Odoo nor the gateway. Components
 * go by the recipe unless a report names them or they were issued since the order's last report.
 */
export function arithmeticOf(sendings: readonly Sending[], master: MasterData): Expected {
  const items = new Map(
    master.items.flatMap((item) => [item.code, item.barcode].map((name) => [name, item])),
  );
  const stock = new Map<string, Tally>();
  const tally = (warehouse: string, item: string) => {
    const key = `${warehouse} ${item}`;
    const found = stock.get(key) ?? new Tally();
    stock.set(key, found);
    return found;
  };
  for (const level of master.stock ?? [])
    tally(level.warehouse, level.item).add(level.lot ?? UNTRACKED, level.quantity * 1000);

  const orders = new Map<string, ExpectedOrder>();
  const scrapped = new Tally();
  const ofOrder = Map.groupBy(sendings, ({ event }) => event.subject);
  for (const order of master.orders ?? []) {
    const { name, warehouse, item: product } = order;
    const recipe = (master.boms ?? []).find((bom) => bom.item === product);
    const parts: ExpectedPart[] = [];
    let left = Math.round(order.quantity * 1000);
    let closed = false;
    let issued: Used = new Map();
    for (const { event } of ofOrder.get(name) ?? []) {
      const data = event.data as Data;
      if (event.type.includes('material.consumed')) {
        const { code } = found(items, data.item);
        const before = issued.get(code) ?? new Tally();
        for (const [lot, amount] of lotsIn(data as Usage)) before.add(lot, amount);
        issued.set(code, before);
      } else if (event.type.includes('production.scrapped')) {
        const code = data.item === undefined ? product : found(items, data.item).code;
        tally(warehouse, code).add(String(data.lot ?? UNTRACKED), -amountOf(data.quantity));
        scrapped.add(`${name} ${code}`, amountOf(data.quantity));
      } else {
        const made = amountOf(data.quantity);
        const used: Used = new Map(issued);
        issued = new Map();
        for (const usage of data.consumed ?? [])
          used.set(found(items, usage.item).code, new Tally(lotsIn(usage)));
        for (const { item, quantity } of recipe?.components ?? []) {
          const amount = Math.round((made * quantity) / (recipe?.quantity ?? 1));
          if (!used.has(item)) used.set(item, new Tally([[onlyLot(master, items, item), amount]]));
        }
        for (const [item, lots] of used)
          for (const [lot, amount] of lots) tally(warehouse, item).add(lot, -amount);
        const lots = producedLots(data);
        for (const lot of lots) tally(warehouse, product).add(lot, made / lots.length);
        parts.push({
          produced: made / 1000,
          lots: lots.toSorted(),
          consumed: Object.fromEntries([...used].map(([item, each]) => [item, each.total / 1000])),
        });
        left -= made;
        closed ||= left <= 0 || data.final === true;
      }
    }
    orders.set(name, { order: name, parts, open: closed ? undefined : left / 1000 });
  }
  return {
    stock: [...stock].map(([key, lots]) => {
      const [warehouse = '', item = ''] = key.split(' ');
      return { warehouse, item, quantity: lots.total / 1000, byLot: lots.plain() };
    }),
    orders: [...orders.values()],
    scrapped: [...scrapped].map(([key, amount]) => {
      const [order = '', item = ''] = key.split(' ');
      return { order, item, quantity: amount / 1000 };
    }),
  };
}

const lotsIn = ({ quantity, lots }: Usage): [string, number][] =>
  lots ? lots.map((lot) => [lot.number, amountOf(lot.quantity)]) : [[UNTRACKED, amountOf(quantity)]];

const producedLots = ({ lot, serials }: Data): string[] => {
  if (serials) return serials.map(({ number }) => number);
  return typeof lot === 'object' ? [lot.number] : [UNTRACKED];
};

/** What the recipe takes comes from the only lot there is; with several, the story has to name them. */
function onlyLot(master: MasterData, items: ReadonlyMap<string | undefined, Item>, code: string): string {
  if (found(items, code).tracking === 'none') return UNTRACKED;
  const lots = (master.stock ?? []).filter(({ item }) => item === code);
  if (lots.length !== 1) throw new Error(`the events must name the lots of ${code}`);
  return lots[0]?.lot ?? UNTRACKED;
}

function found(items: ReadonlyMap<string | undefined, Item>, name: string | undefined): Item {
  const item = items.get(name);
  if (!item) throw new Error(`no item ${name}`);
  return item;
}
