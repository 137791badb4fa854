import { type Desk, onlyKeys, type Procedure, Refusal, shown, textAt } from '../desk.ts';
import { linesOf, openMoves, type RawMove } from '../records/components.ts';
import { compare, type Item, type Lot, lotById, round, unitName } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import {
  amountsOf,
  type ByLot,
  byLot,
  checkLines,
  componentMove,
  consume,
  doneMoves,
  type LotAmounts,
  leftOf,
  linesTaken,
  moveBack,
  namedLots,
  recorded,
  recordedOf,
  refuseShort,
} from '../rules/consumption.ts';
import { askBeforeIssue } from '../rules/held-goods.ts';
import { notingIssues } from '../rules/issue-times.ts';
import { checkParts, sentAt } from '../rules/kept.ts';
import { familyAt, itemOf, openOrder } from '../rules/lookups.ts';
import { holdWhatCameBack } from '../rules/lot-verdicts.ts';

/** A component was issued: recorded on the order now, taken out of stock when the order is completed. */
export const materialConsumed: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['order', 'item', 'quantity', 'lots'], '/data');
  const name = textAt(payload, 'order', '/data/order');
  const order = openOrder(familyAt(desk, name), name);
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  const named = namedLots(desk, payload, sent, '/data');
  const move = componentMove(desk, order, item, '/data/item');
  checkParts(desk, sent, named);
  const lots = amountsOf(named);
  const before = recorded(desk, move);
  if (lots.size > 0 && before > 0) addLotsBefore(desk, move, lots);
  notingIssues(desk, move, () => consume(desk, order, move, round(before + sent.amount), lots));
  const written = openMoves(desk.books, order).filter(({ id }) => id === move.id);
  checkLines(desk, written);
  const taken = linesTaken(desk, written);
  refuseShort(desk, taken, false);
  askBeforeIssue(
    desk,
    taken.map(({ lot }) => lot),
  );
  return { model: 'mrp.production', id: order.id, name: order.name };
};

function addLotsBefore(desk: Desk, move: RawMove, lots: LotAmounts): void {
  for (const { lot_id, quantity } of linesOf(desk.books, move)) {
    if (lot_id !== null) lots.set(lot_id, round((lots.get(lot_id) ?? 0) + quantity));
  }
}

/** A component was given back: from what is recorded first, then from what the latest part consumed. */
export const materialReturned: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['order', 'item', 'quantity', 'lots'], '/data');
  const name = textAt(payload, 'order', '/data/order');
  const family = familyAt(desk, name);
  const document =
    family.find(({ state }) => state === 'confirmed') ??
    family.findLast(({ state }) => state === 'done') ??
    openOrder(family, name);
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  const named = namedLots(desk, payload, sent, '/data');
  checkParts(desk, sent, named);
  const wanted: ByLot =
    named.size > 0 ? amountsOf(named) : new Map([[onlyLot(desk, family, item, name), sent.amount]]);
  giveBack(desk, family, item, wanted);
  for (const [id, quantity] of wanted) {
    const lot = lotById(desk.books, id);
    if (lot) holdWhatCameBack(desk, item, lot, quantity);
  }
  return { model: 'mrp.production', id: document.id, name: document.name };
};

/** The lot of an event that names none, when only one is possible. */
function onlyLot(desk: Desk, family: Production[], item: Item, name: string): number | null {
  if (item.tracking === 'none') return null;
  const issued = recordedOf(desk, family, item);
  const sources = [
    byLot(issued === undefined ? [] : linesOf(desk.books, issued.move)),
    ...doneMoves(desk, family, item).map((move) => leftOf(desk, move)),
  ];
  const left = sources.flatMap((source) => [...source].filter(([, quantity]) => compare(quantity, 0) > 0));
  const [lot = null, ...others] = new Set(left.map(([id]) => id));
  if (others.length === 0) return lot;
  const message = `order ${name} has several lots of ${item.code}: name those given back`;
  throw new Refusal('lot-required', message, '/data');
}

function giveBack(desk: Desk, family: Production[], item: Item, wanted: ByLot): void {
  const rest: ByLot = new Map(wanted);
  const take = (lot: number | null, there: number): number => {
    const taken = Math.max(0, Math.min(rest.get(lot) ?? 0, there));
    rest.set(lot, round((rest.get(lot) ?? 0) - taken));
    return taken;
  };
  const issued = recordedOf(desk, family, item);
  if (issued !== undefined) {
    const { order, move } = issued;
    const before = byLot(linesOf(desk.books, move));
    const kept = [...before].map(
      ([lot, there]) => [lot, wanted.has(lot) ? round(there - take(lot, there)) : there] as const,
    );
    const lots = kept.flatMap(([lot, amount]) =>
      lot !== null && compare(amount, 0) > 0 ? [[lot, amount] as const] : [],
    );
    const total = round(kept.reduce((sum, [, amount]) => sum + amount, 0));
    if (kept.some(([lot, amount]) => amount !== before.get(lot)))
      notingIssues(desk, move, () => consume(desk, order, move, total, new Map(lots)));
  }
  for (const move of doneMoves(desk, family, item)) {
    for (const [lot, there] of leftOf(desk, move)) {
      const taken = wanted.has(lot) ? take(lot, there) : 0;
      if (taken > 0) moveBack(desk, move, item, lot, taken);
    }
  }
  for (const [lot, missing] of rest) {
    if (compare(missing, 0) > 0) throw nothing(desk, family, item, lot, wanted.get(lot) ?? 0, missing);
  }
}

function nothing(
  desk: Desk,
  family: Production[],
  item: Item,
  lot: number | null,
  wanted: number,
  missing: number,
): Refusal {
  const number = lot === null ? undefined : desk.books.one<Lot>('SELECT * FROM lot WHERE id = ?', lot)?.name;
  const what = number === undefined ? item.code : `${item.code} lot ${number}`;
  const order = family[0]?.first_name;
  const there = shown(round(wanted - missing));
  return new Refusal(
    'nothing-to-return',
    `${shown(wanted)} ${unitName(item.uom)} of ${what} given back, but order ${order} has consumed only ${there}`,
    '/data/quantity',
  );
}
