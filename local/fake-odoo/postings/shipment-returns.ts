import {
  type Desk,
  listAt,
  malformed,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  shown,
  textAt,
} from '../desk.ts';
import { compare, type Item, lotById, round, unitName } from '../records/items.ts';
import { nextReceipt } from '../records/purchase-orders.ts';
import { needsRelease, noteHoldMove } from '../records/quality-hold.ts';
import {
  type Delivery,
  type DeliveryMove,
  linesOfDelivery,
  movesOfDelivery,
} from '../records/sales-orders.ts';
import { moveStock } from '../records/stock.ts';
import { amountsOf, type ByLot, byLot, namedLots } from '../rules/consumption.ts';
import { checkParts, sentAt } from '../rules/kept.ts';
import { itemOf, unnamed } from '../rules/lookups.ts';
import { isHeld, reserveWaiting } from '../rules/lot-verdicts.ts';
import { deliveriesAt, ofSerials } from './shipments.ts';

/** A move that left, and what of it the customer still has. */
interface Left {
  delivery: Delivery;
  move: DeliveryMove;
  lots: ByLot;
}

/** Goods came back from a customer: to the stock, or to the hold place when they must wait for quality. */
export const shipmentReturned: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['delivery', 'lines', 'reason'], '/data');
  const name = textAt(payload, 'delivery', '/data/delivery');
  optionalTextAt(payload, 'reason', '/data/reason', 200);
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'lines must not be empty');
  const left = leftTheHouse(desk, name);
  const shares = entries.flatMap((entry, index) => {
    const pointer = `/data/lines/${index}`;
    const { item, lots } = returnedGoods(desk, entry, left, pointer);
    return [...lots].flatMap(([lot, amount]) => shareBack(desk, left, item, lot, amount, name, pointer));
  });
  const returns = new Map<number, { id: number; name: string }>();
  for (const share of shares) {
    const back = returns.get(share.delivery.id) ?? insertReturn(desk, share.delivery);
    returns.set(share.delivery.id, back);
    bringBack(desk, back.id, share);
  }
  const [first] = returns.values();
  if (first === undefined) throw new Error(`nothing of ${name} came back`);
  return { model: 'stock.picking', ...first };
};

/** What was delivered, the latest first. */
function leftTheHouse(desk: Desk, name: string): Left[] {
  const left = deliveriesAt(desk, name)
    .flatMap((delivery) => movesOfDelivery(desk.books, delivery).map((move) => ({ delivery, move })))
    .filter(({ move }) => move.state === 'done')
    .sort((one, other) => other.move.id - one.move.id)
    .map(({ delivery, move }) => ({ delivery, move, lots: stillAway(desk, move) }));
  if (left.length > 0) return left;
  throw new Refusal('nothing-to-return', `nothing of delivery ${name} has left`, '/data/delivery');
}

function stillAway({ books }: Desk, move: DeliveryMove): ByLot {
  const back = books.all<{ lot_id: number | null; quantity: number }>(
    'SELECT lot_id, -quantity AS quantity FROM delivery_return_line WHERE move_id = ?',
    move.id,
  );
  return byLot([...linesOfDelivery(books, move), ...back]);
}

/** What came back of an item, by lot id. */
function returnedGoods(
  desk: Desk,
  given: unknown,
  left: readonly Left[],
  pointer: string,
): { item: Item; lots: ByLot } {
  const entry = onlyKeys(given, ['item', 'quantity', 'lots', 'serials'], pointer);
  const code = textAt(entry, 'item', `${pointer}/item`);
  const item = itemOf(desk, code, `${pointer}/item`);
  const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
  const own = left.filter(({ move }) => move.item_id === item.id);
  if (own.length === 0)
    throw new Refusal('item-not-on-delivery', `${code} was not delivered`, `${pointer}/item`);
  if ('serials' in entry) throw ofSerials(item, entry, `${pointer}/serials`);
  const named = namedLots(desk, entry, sent, pointer);
  checkParts(desk, sent, named);
  if (named.size > 0) return { item, lots: amountsOf(named) };
  if (item.tracking === 'none') return { item, lots: new Map([[null, sent.amount]]) };
  const [lot, ...others] = new Set(
    own.flatMap(({ lots }) => [...lots].filter(([, amount]) => compare(amount, 0) > 0).map(([id]) => id)),
  );
  // The one lot that can be meant.
  if (lot === undefined || others.length > 0) throw unnamed(item, pointer, 'lots', 'serials');
  return { item, lots: new Map([[lot, sent.amount]]) };
}

/** What came back with one delivery. */
interface Share {
  delivery: Delivery;
  move: DeliveryMove;
  item: Item;
  lot: number | null;
  amount: number;
}

/** The deliveries that it came from. */
function shareBack(
  desk: Desk,
  left: readonly Left[],
  item: Item,
  lot: number | null,
  amount: number,
  name: string,
  pointer: string,
): Share[] {
  let wanted = amount;
  const shares = left.flatMap(({ delivery, move, lots }) => {
    const there = lots.get(lot) ?? 0;
    const part = move.item_id === item.id ? round(Math.min(wanted, there)) : 0;
    if (compare(part, 0) <= 0) return [];
    lots.set(lot, round(there - part));
    wanted = round(wanted - part);
    return [{ delivery, move, item, lot, amount: part }];
  });
  if (compare(wanted, 0) <= 0) return shares;
  const number = lotById(desk.books, lot)?.name;
  const what = number === undefined ? item.code : `${item.code} lot ${number}`;
  const message =
    `${shown(amount)} ${unitName(item.uom)} of ${what} came back, ` +
    `but the customer of ${name} has only ${shown(round(amount - wanted))}`;
  throw new Refusal('nothing-to-return', message, `${pointer}/quantity`);
}

function insertReturn({ books, moment }: Desk, delivery: Delivery): { id: number; name: string } {
  const name = nextReceipt(books, delivery.warehouse_id);
  const insert = 'INSERT INTO delivery_return (name, delivery_id, moment) VALUES (?, ?, ?)';
  return { id: books.run(insert, name, delivery.id, moment), name };
}

function bringBack(desk: Desk, id: number, { move, item, lot, amount }: Share): void {
  const { books, warehouse, holdRules } = desk;
  books.run(
    'INSERT INTO delivery_return_line (return_id, move_id, lot_id, quantity) VALUES (?, ?, ?, ?)',
    id,
    move.id,
    lot,
    amount,
  );
  const waits = needsRelease(desk, item) || (lot !== null && isHeld(desk, [{ id: lot }]));
  if (lot !== null && waits && holdRules !== undefined) {
    moveStock(books, warehouse.id, item, lot, amount, holdRules.hold.id);
    noteHoldMove(books, desk, item, lot, amount, holdRules.hold.id);
    return;
  }
  moveStock(books, warehouse.id, item, lot, amount);
  reserveWaiting(desk, item);
}
