import type { EventKey } from '../../events/identity.ts';
import type { OdooQuantity } from '../odoo/units.ts';
import type { GoodsReceived } from '../posting/events/goods-received.ts';
import type { MaterialConsumed } from '../posting/events/material-consumed.ts';
import type { ProductionReported } from '../posting/events/production-reported.ts';
import type { ProductionScrapped } from '../posting/events/production-scrapped.ts';
import type { ShipmentConfirmed } from '../posting/events/shipment-confirmed.ts';
import type { StockMoved } from '../posting/events/stock-moved.ts';
import type { EventRecord, EventStatus } from '../store/event-record.ts';
import type { CodesKnown, ItemKnown, OrdersAnswer, UnitKnown } from './odoo-books.ts';

/** Converts as Odoo does: between units of one root, by their factors, rounded half up to Odoo's digits. */
export interface Amounts {
  /** undefined: the units have nothing in common, or Odoo does not know one of them */
  convert(value: number, from: string | undefined, to: string | undefined): number | undefined;
  round(value: number): number;
  /** the least quantity that Odoo tells from nothing */
  least: number;
}

export const amountsOf = ({ units, digits }: Pick<CodesKnown, 'units' | 'digits'>): Amounts => {
  const known = new Map<string, UnitKnown>(units.map((unit) => [unit.uom, unit]));
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
      const [a, b] = [known.get(from ?? ''), known.get(to ?? '')];
      if (!a || !b || a.root !== b.root) return undefined;
      return round((value * a.factor) / b.factor);
    },
  };
};

/** What an event does to the stock. A lot or a place that it does not name is absent: Odoo, or the order, decides. */
export interface StockEffect {
  item: string;
  /** '' of an item without lots */
  lot?: string;
  location?: string;
  /** in the item's own unit */
  change: number;
}

/** What effects are worked out with. */
export interface Known {
  amounts: Amounts;
  /** items and places by the codes that events have for them in Odoo */
  items: Readonly<Record<string, ItemKnown>>;
  locations: Readonly<Record<string, string>>;
  orders: OrdersAnswer['orders'];
  deliveries: OrdersAnswer['deliveries'];
  /** components that events under way issued to an order: `order item` */
  issued: ReadonlySet<string>;
}

interface Amount {
  item: string;
  quantity: OdooQuantity;
  lots?: readonly { number: string; quantity: number }[];
  serials?: readonly (string | { number: string })[];
}

/** By lot where the event names lots. An item that Odoo does not know moves nothing there. */
const spread = (
  { item: code, quantity, lots, serials }: Amount,
  sign: 1 | -1,
  known: Known,
): StockEffect[] => {
  const item = known.items[code];
  if (!item) return [];
  const of = (value: number, lot: string | undefined): StockEffect[] => {
    const change = known.amounts.convert(value, quantity.uom, item.uom);
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

const at = (effects: StockEffect[], code: string | undefined, known: Known): StockEffect[] => {
  const location = code === undefined ? undefined : known.locations[code];
  return location === undefined ? effects : effects.map((effect) => ({ ...effect, location }));
};

const reported = (payload: ProductionReported, known: Known): StockEffect[] => {
  const order = known.orders[payload.order];
  if (!order) return [];
  const { quantity, lot, serials, consumed = [] } = payload;
  const lots = lot && [{ number: lot.number, quantity: quantity.value }];
  const made = spread(
    { item: order.item, quantity, ...(lots && { lots }), ...(serials && { serials }) },
    1,
    // The order's own product need not be named by any event.
    { ...known, items: { ...known.items, [order.item]: order } },
  );
  const amount = known.amounts.convert(quantity.value, quantity.uom, order.uom) ?? 0;
  const named = new Set(consumed.map(({ item }) => known.items[item]?.item));
  const byBill = order.components
    .filter(
      ({ item, issued }) => !named.has(item) && !issued && !known.issued.has(`${payload.order} ${item}`),
    )
    .map(
      ({ item, tracking, per }): StockEffect => ({
        item,
        change: -known.amounts.round(per * amount),
        ...(tracking === 'none' && { lot: '' }),
      }),
    );
  return [...made, ...consumed.flatMap((each) => spread(each, -1, known)), ...byBill];
};

const scrapped = (payload: ProductionScrapped, known: Known): StockEffect[] => {
  const order = known.orders[payload.order];
  const item = payload.item ?? order?.item;
  if (item === undefined) return [];
  const { quantity, lot } = payload;
  const lots = lot === undefined ? {} : { lots: [{ number: lot, quantity: quantity.value }] };
  const items = order ? { ...known.items, [order.item]: order } : known.items;
  return spread({ item, quantity, ...lots }, -1, { ...known, items });
};

const shipped = (payload: ShipmentConfirmed, known: Known): StockEffect[] =>
  payload.lines
    ? payload.lines.flatMap((line) => spread(line, -1, known))
    : (known.deliveries[payload.delivery] ?? []).map(({ item, lot = '', location, quantity }) => ({
        item,
        lot,
        location,
        change: -quantity,
      }));

const byOperation: Readonly<Record<string, (payload: never, known: Known) => StockEffect[]>> = {
  'production.reported': reported,
  'production.scrapped': scrapped,
  'material.consumed': (payload: MaterialConsumed, known: Known) => spread(payload, -1, known),
  'material.returned': (payload: MaterialConsumed, known: Known) => spread(payload, 1, known),
  'stock.moved': (payload: StockMoved, known: Known) => [
    ...at(spread(payload, -1, known), payload.from, known),
    ...at(spread(payload, 1, known), payload.to, known),
  ],
  'goods.received': (payload: GoodsReceived, known: Known) =>
    payload.lines.flatMap((line) => at(spread(line, 1, known), payload.location, known)),
  'shipment.confirmed': shipped,
};

/** What the event does to the stock once it is booked. A count is another matter: see `counts.ts`. */
export const stockEffects = ({ operation, payload }: PendingEvent, known: Known): StockEffect[] =>
  byOperation[operation]?.(payload as never, known) ?? [];

/** What of an event's consumption Odoo keeps aside until the order is completed: given back when it is undone. */
export const issuedBy = ({ operation, payload }: PendingEvent, known: Known): StockEffect[] => {
  if (operation === 'material.consumed') return spread(payload as MaterialConsumed, -1, known);
  if (operation === 'material.returned') return spread(payload as MaterialConsumed, 1, known);
  if (operation === 'production.reported')
    return ((payload as ProductionReported).consumed ?? []).flatMap((each) => spread(each, -1, known));
  return [];
};

/** What comparing needs to know of an event: what it asks of Odoo, in Odoo's codes and units. */
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
  /** the operator who left it out, and the note */
  skipped?: { by: string; note?: string };
}

/** Odoo's times are whole seconds: an event is booked at its second. */
export const second = (time: string): number => Math.floor(Date.parse(time) / 1000);

export const isBooked = ({ eventKey, status }: PendingEvent, booked: ReadonlySet<string>): boolean =>
  status === 'posted' || booked.has(eventKey);

/** Who left the event out of Odoo, by the last decision about it. */
export const skippedBy = ({ decisions = [] }: Pick<EventRecord, 'decisions'>): PendingEvent['skipped'] => {
  const last = decisions.findLast(({ action }) => action === 'skip');
  return last && { by: last.by, ...(last.note && { note: last.note }) };
};

export const inOrder = (a: PendingEvent, b: PendingEvent): number =>
  second(a.time) - second(b.time) || (a.acceptedAt < b.acceptedAt ? -1 : a.acceptedAt > b.acceptedAt ? 1 : 0);
