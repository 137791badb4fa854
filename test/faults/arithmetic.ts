import type { MasterData, ProductionOrder } from '../../odoo/master-data.ts';
import { Books } from './books.ts';
import type { Sending } from './deliveries.ts';
import { amountOf, NO_LOT, type Quantity, Tally } from './tally.ts';

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

interface Usage {
  item: string;
  quantity: Quantity;
  lots?: { number: string; quantity: Quantity }[];
}

interface Data extends Partial<Usage> {
  order: string;
  quantity: Quantity;
  /** a scrap names it, a report describes it */
  lot?: string | { number: string };
  serials?: { number: string }[];
  consumed?: Usage[];
  final?: boolean;
}

/**
 * What Odoo must hold after the unique events, in plain arithmetic that knows neither Odoo nor the gateway. Components
 * go by the recipe unless a report names them or they were issued since the order's last report.
 */
export function arithmeticOf(sendings: readonly Sending[], master: MasterData): Expected {
  const books = new Books(master);
  const ofOrder = Map.groupBy(sendings, ({ event }) => event.subject);
  const orders = (master.orders ?? []).map((order) => {
    const account = new OrderAccount(order, books);
    for (const { event } of ofOrder.get(order.name) ?? []) {
      const data = event.data as Data;
      if (event.type.includes('material.consumed')) account.issue(data as Usage);
      else if (event.type.includes('production.scrapped')) account.scrap(data);
      else account.report(data);
    }
    return account.expected();
  });
  return {
    orders,
    stock: books.stock.entries().map(({ one: warehouse, other: item, value: lots }) => ({
      warehouse,
      item,
      quantity: lots.total / 1000,
      byLot: lots.byLot(),
    })),
    scrapped: books.scrapped.entries().map(({ one: order, other: item, value }) => ({
      order,
      item,
      quantity: value.total / 1000,
    })),
  };
}

/** What one order's events come to. */
class OrderAccount {
  readonly #order: ProductionOrder;
  readonly #books: Books;
  readonly #parts: ExpectedPart[] = [];
  #left: number;
  #closed = false;
  /** since the last report */
  #issued = new Map<string, Tally>();

  constructor(order: ProductionOrder, books: Books) {
    this.#order = order;
    this.#books = books;
    this.#left = Math.round(order.quantity * 1000);
  }

  issue(data: Usage): void {
    const item = this.#books.codeOf(data.item);
    const lots = this.#issued.get(item) ?? new Tally();
    for (const [lot, amount] of usedLots(data)) lots.add(lot, amount);
    this.#issued.set(item, lots);
  }

  scrap({ item: name, lot, quantity }: Data): void {
    const { warehouse, item: product, name: order } = this.#order;
    const item = name === undefined ? product : this.#books.codeOf(name);
    this.#books.stock.of(warehouse, item).add(String(lot ?? NO_LOT), -amountOf(quantity));
    this.#books.scrapped.of(order, item).add(NO_LOT, amountOf(quantity));
  }

  report(data: Data): void {
    const { warehouse, item: product } = this.#order;
    const made = amountOf(data.quantity);
    const named = (data.consumed ?? []).map(
      (usage) => [this.#books.codeOf(usage.item), usedLots(usage)] as const,
    );
    const used = new Map([...this.#books.recipe(product, made), ...this.#issued, ...named]);
    this.#issued = new Map();
    for (const [item, lots] of used)
      for (const [lot, amount] of lots) this.#books.stock.of(warehouse, item).add(lot, -amount);
    const lots = producedLots(data);
    for (const lot of lots) this.#books.stock.of(warehouse, product).add(lot, made / lots.length);
    this.#parts.push({
      produced: made / 1000,
      lots: lots.toSorted(),
      consumed: Object.fromEntries([...used].map(([item, each]) => [item, each.total / 1000])),
    });
    this.#left -= made;
    this.#closed ||= this.#left <= 0 || data.final === true;
  }

  expected(): ExpectedOrder {
    const open = this.#closed ? undefined : this.#left / 1000;
    return { order: this.#order.name, parts: this.#parts, open };
  }
}

const usedLots = ({ quantity, lots }: Usage): Tally =>
  new Tally(lots ? lots.map((lot) => [lot.number, amountOf(lot.quantity)]) : [[NO_LOT, amountOf(quantity)]]);

const producedLots = ({ lot, serials }: Data): string[] => {
  if (serials) return serials.map(({ number }) => number);
  return typeof lot === 'object' ? [lot.number] : [NO_LOT];
};
