import type { EventKey } from '../../events/envelope.ts';
import type { OdooQuantity } from '../odoo/units.ts';
import type { GoodsReceived } from '../posting/events/goods-received.ts';
import type { MaterialConsumed } from '../posting/events/material-consumed.ts';
import type { ProductionReported } from '../posting/events/production-reported.ts';
import type { ProductionScrapped } from '../posting/events/production-scrapped.ts';
import type { ShipmentConfirmed } from '../posting/events/shipment-confirmed.ts';
import type { StockMoved } from '../posting/events/stock-moved.ts';
import type { EventRecord, EventStatus } from '../store/event-record.ts';
import type { CodesKnown, ItemKnown, OrdersAnswer, UnitKnown } from './odoo-books.ts';

/** An event with its Odoo operation and payload, in Odoo's codes and units. */
export interface PendingEvent {
  eventKey: EventKey;
  /** `production.reported` */
  operation: string;
  status: EventStatus;
  /** when it happened, RFC 3339 */
  time: string;
  acceptedAt: string;
  orderingKey: string;
  payload: object;
  /** code of the reason why it was quarantined */
  reason?: string;
  /** the operator who skipped it, and the note */
  skipped?: { by: string; note?: string };
}

/** A change of stock by an event. Lot or place is absent when the event does not name it: Odoo or the order decides. */
export interface StockEffect {
  item: string;
  /** '' for an item without lots */
  lot?: string;
  location?: string;
  /** in the item's own unit */
  change: number;
}

/** What Odoo knows of the codes, orders and deliveries that events name. */
export interface OdooFacts {
  amounts: Amounts;
  /** items by Odoo's code of them in an event; places likewise */
  items: Readonly<Record<string, ItemKnown>>;
  /** codes that mean several items of Odoo, with the candidates in words */
  several?: Readonly<Record<string, string>>;
  locations: Readonly<Record<string, string>>;
  orders: OrdersAnswer['orders'];
  deliveries: OrdersAnswer['deliveries'];
  /** components that events issue to an order: `order item` */
  issued: ReadonlySet<string>;
}

const reported = (payload: ProductionReported, facts: OdooFacts): StockEffect[] => {
  const order = facts.orders[payload.order];
  if (!order) return [];
  const { quantity, lot, serials, consumed = [] } = payload;
  const lots = lot && [{ number: lot.number, quantity: quantity.value }];
  const made = spread(
    { item: order.item, quantity, ...(lots && { lots }), ...(serials && { serials }) },
    1,
    // No event names the order's own product, so it may be missing in the items.
    { ...facts, items: { ...facts.items, [order.item]: order } },
  );
  const amount = facts.amounts.convert(quantity.value, quantity.uom, order.uom) ?? 0;
  const named = new Set(consumed.map(({ item }) => facts.items[item]?.item));
  const byBill = order.components
    .filter(
      ({ item, issued }) => !named.has(item) && !issued && !facts.issued.has(`${payload.order} ${item}`),
    )
    .map(
      ({ item, tracking, per }): StockEffect => ({
        item,
        change: -facts.amounts.round(per * amount),
        ...(tracking === 'none' && { lot: '' }),
      }),
    );
  return [...made, ...consumed.flatMap((each) => spread(each, -1, facts)), ...byBill];
};

const scrapped = (payload: ProductionScrapped, facts: OdooFacts): StockEffect[] => {
  const order = facts.orders[payload.order];
  const item = payload.item ?? order?.item;
  if (item === undefined) return [];
  const { quantity, lot } = payload;
  const lots = lot === undefined ? {} : { lots: [{ number: lot, quantity: quantity.value }] };
  const items = order ? { ...facts.items, [order.item]: order } : facts.items;
  return spread({ item, quantity, ...lots }, -1, { ...facts, items });
};

const shipped = (payload: ShipmentConfirmed, facts: OdooFacts): StockEffect[] =>
  payload.lines
    ? payload.lines.flatMap((line) => spread(line, -1, facts))
    : (facts.deliveries[payload.delivery] ?? []).map(({ item, lot = '', location, quantity }) => ({
        item,
        lot,
        location,
        change: -quantity,
      }));

const byOperation: Readonly<Record<string, (payload: never, facts: OdooFacts) => StockEffect[]>> = {
  'production.reported': reported,
  'production.scrapped': scrapped,
  'material.consumed': (payload: MaterialConsumed, facts: OdooFacts) => spread(payload, -1, facts),
  'material.returned': (payload: MaterialConsumed, facts: OdooFacts) => spread(payload, 1, facts),
  'stock.moved': (payload: StockMoved, facts: OdooFacts) => [
    ...at(spread(payload, -1, facts), payload.from, facts),
    ...at(spread(payload, 1, facts), payload.to, facts),
  ],
  'goods.received': (payload: GoodsReceived, facts: OdooFacts) =>
    payload.lines.flatMap((line) => at(spread(line, 1, facts), payload.location, facts)),
  'shipment.confirmed': shipped,
};

/** Changes of stock when the event is booked. Not for counts: see `effectOfCount` in `pending-events.ts`. */
export const stockEffects = ({ operation, payload }: PendingEvent, facts: OdooFacts): StockEffect[] =>
  byOperation[operation]?.(payload as never, facts) ?? [];

/** Consumption by the event that Odoo keeps in stock until the order is completed. */
export const issuedBy = ({ operation, payload }: PendingEvent, facts: OdooFacts): StockEffect[] => {
  if (operation === 'material.consumed') return spread(payload as MaterialConsumed, -1, facts);
  if (operation === 'material.returned') return spread(payload as MaterialConsumed, 1, facts);
  if (operation === 'production.reported')
    return ((payload as ProductionReported).consumed ?? []).flatMap((each) => spread(each, -1, facts));
  return [];
};

interface Amount {
  item: string;
  quantity: OdooQuantity;
  lots?: readonly { number: string; quantity: number }[];
  serials?: readonly (string | { number: string })[];
}

/** Effects of an amount, one per lot or serial where the event names them. An item that Odoo does not have has none. */
const spread = (
  { item: code, quantity, lots, serials }: Amount,
  sign: 1 | -1,
  facts: OdooFacts,
): StockEffect[] => {
  const item = facts.items[code];
  if (!item) return [];
  const of = (value: number, lot: string | undefined): StockEffect[] => {
    const change = facts.amounts.convert(value, quantity.uom, item.uom);
    const named = item.tracking === 'none' ? '' : lot;
    return change === undefined
      ? []
      : [{ item: item.item, change: sign * change, ...(named !== undefined && { lot: named }) }];
  };
  if (lots) return lots.flatMap((lot) => of(lot.quantity, lot.number));
  if (serials)
    return serials.flatMap((serial) =>
      of(quantity.value / serials.length, typeof serial === 'string' ? serial : serial.number),
    );
  return of(quantity.value, undefined);
};

const at = (effects: StockEffect[], code: string | undefined, facts: OdooFacts): StockEffect[] => {
  const location = code === undefined ? undefined : facts.locations[code];
  return location === undefined ? effects : effects.map((effect) => ({ ...effect, location }));
};

/** Converts quantities as Odoo does: between units of one root, by their factors, rounded half up to Odoo's digits. */
export interface Amounts {
  /** undefined: the units have different roots, or Odoo does not have one of them */
  convert(value: number, from: string | undefined, to: string | undefined): number | undefined;
  round(value: number): number;
  /** the smallest quantity that Odoo stores */
  least: number;
}

export const amountsOf = ({ units, digits }: Pick<CodesKnown, 'units' | 'digits'>): Amounts => {
  const byCode = new Map<string, UnitKnown>(units.map((unit) => [unit.uom, unit]));
  const scale = 10 ** digits;
  const round = (value: number) => {
    const exact = Number((value * scale).toPrecision(14));
    const rounded = (Math.sign(exact) * Math.round(Math.abs(exact))) / scale;
    // No negative zero.
    return rounded === 0 ? 0 : rounded;
  };
  return {
    round,
    least: 1 / scale,
    convert(value, from, to) {
      const [a, b] = [byCode.get(from ?? ''), byCode.get(to ?? '')];
      if (!a || !b || a.root !== b.root) return undefined;
      return round((value * a.factor) / b.factor);
    },
  };
};

/** Seconds since 1970. Odoo's times are whole seconds, so an event is booked at its second. */
export const second = (time: string): number => Math.floor(Date.parse(time) / 1000);

export const isBooked = ({ eventKey, status }: PendingEvent, booked: ReadonlySet<string>): boolean =>
  status === 'posted' || booked.has(eventKey);

/** The operator who skipped the event, by the last decision about it. */
export const skippedBy = ({ decisions = [] }: Pick<EventRecord, 'decisions'>): PendingEvent['skipped'] => {
  const last = decisions.findLast(({ action }) => action === 'skip');
  return last && { by: last.by, ...(last.note && { note: last.note }) };
};

export const inOrder = (a: PendingEvent, b: PendingEvent): number =>
  second(a.time) - second(b.time) || (a.acceptedAt < b.acceptedAt ? -1 : a.acceptedAt > b.acceptedAt ? 1 : 0);
