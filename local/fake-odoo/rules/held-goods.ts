import { type Desk, Refusal, shown } from '../desk.ts';
import { compare, type Item, itemById, type Lot, lotById, round, unitName } from '../records/items.ts';
import {
  coveredAt,
  freeOf,
  holdPlaceIn,
  lyingOpen,
  type StoredVerdict,
  setFree,
  verdictOf,
} from '../records/quality-hold.ts';
import { issuedOf } from './consumption.ts';
import { expiryOf, holding, outOfHold } from './lot-verdicts.ts';

/**
 * The one rule about goods of a lot that quality holds, as `_held_goods.py` of the module has it: they go to a hold
 * place or to waste, and nowhere else, but for what is free of the lot.
 */
interface Flows {
  /** into the open stock */
  came: number;
  /** out of it into a hold place */
  held: number;
  /** from one place of the open stock to another */
  stayed: number;
  /** to waste */
  spent: number;
  /** to a customer, into an order, or lost in a count */
  used: number;
}

/** After the booking: refuses goods of held lots that went where they must not go. */
export function askVerdicts(desk: Desk, operation: string): void {
  if (desk.isWord) return;
  for (const { lot: id, came, gone } of openChanges(desk)) {
    const lot = lotById(desk.books, id);
    const standing = lot && verdictOf(desk.books, lot);
    if (lot === undefined || standing === undefined || !holding.includes(standing.word)) continue;
    const held = desk.held.get(id) ?? 0;
    const [stayed, spent] = [
      operation === 'stock.moved' ? gone : 0,
      operation === 'production.scrapped' ? gone : 0,
    ];
    const used = round(gone - held - stayed - spent);
    askVerdict(desk, lot, standing, { came: round(came - stayed), held, stayed, spent, used });
  }
}

/** What the event changed in the open stock, by lot. */
const openChanges = ({ books }: Desk): { lot: number; came: number; gone: number }[] =>
  books.all(
    `SELECT lot_id AS lot, sum(max(change, 0)) AS came, -sum(min(change, 0)) AS gone
       FROM stock_change JOIN location ON location.id = location_id
      WHERE moment IS NULL AND lot_id IS NOT NULL AND quality IS NULL AND change <> 0
      GROUP BY lot_id ORDER BY min(stock_change.id)`,
  );

/** Refuses, or lowers what is free by what was used. */
function askVerdict(desk: Desk, lot: Lot, standing: StoredVerdict, flows: Flows): void {
  const { came, held, stayed, spent, used } = flows;
  const item = itemById(desk.books, lot.item_id);
  const unit = unitName(item.uom);
  const there = openHere(desk, lot);
  const before = there + used + spent + held - came;
  const all = freeOf(desk.books, lot);
  const free = round(Math.min(all.get(desk.warehouse.id) ?? 0, Math.max(before, 0)));
  if (compare(came, held) > 0) {
    const { id, code } = desk.warehouse;
    const nowhere =
      holdPlaceIn(desk.books, id) === undefined ? `, and ${code} has no place where goods are held` : '';
    throw heldLot(item, lot, standing, `${shown(came)} ${unit} would come into the stock${nowhere}`);
  }
  // What is issued to orders stays with them.
  const rest = round(Math.max(free - issuedOf(desk.books, desk.warehouse.id, item, lot.id), 0));
  for (const going of [used, stayed])
    if (compare(going, rest) > 0)
      throw heldLot(item, lot, standing, `${shown(going)} ${unit} would go, ${shown(rest)} are free`);
  setFree(desk.books, lot, new Map([...all, [desk.warehouse.id, Math.min(free - used, there)]]));
}

/** Quantity of the lot in the open of the plant's warehouse. An event changes the stock of no other. */
const openHere = ({ books, warehouse }: Desk, lot: Lot): number =>
  lyingOpen(books, lot).get(warehouse.id) ?? 0;

function heldLot(item: Item, lot: Lot, { word, at }: StoredVerdict, why: string): Refusal {
  const state = word === 'fail' ? 'has failed' : 'is held by quality';
  return new Refusal('lot-held', `lot ${lot.name} of ${item.code} ${state} (${at} UTC): ${why}`, '/data');
}

/** Issued components leave the stock when their order is completed; what may not leave then is not issued now. */
export function askBeforeIssue(desk: Desk, lots: Iterable<number | null>): void {
  for (const id of new Set(lots)) {
    const lot = lotById(desk.books, id);
    const standing = lot && verdictOf(desk.books, lot);
    if (lot === undefined || standing === undefined || !holding.includes(standing.word)) continue;
    const item = itemById(desk.books, lot.item_id);
    const issued = issuedOf(desk.books, desk.warehouse.id, item, lot.id);
    const released = freeOf(desk.books, lot).get(desk.warehouse.id) ?? 0;
    const free = round(Math.min(released, Math.max(openHere(desk, lot), 0)));
    if (compare(issued, free) <= 0) continue;
    const why = `${shown(issued)} ${unitName(item.uom)} would be issued in all, ${shown(free)} are free`;
    throw heldLot(item, lot, standing, why);
  }
}

/** Notes how much of what the event lacks of the lot a verdict has released, and nobody has let out yet. */
export function noteDue(desk: Desk, item: Item, lot: Lot, missing?: number): void {
  const standing = verdictOf(desk.books, lot);
  if (desk.holdRules === undefined || standing === undefined || holding.includes(standing.word)) return;
  if (expiryOf(desk, item, lot) !== undefined) return;
  const covered = coveredAt(desk.books, lot.id, desk.holdRules.hold.id, standing.at);
  const amount = missing === undefined ? covered : Math.min(missing, covered);
  if (compare(amount, 0) > 0) desk.due.set(lot.id, amount);
}

/** The same of all lots of an item of which the event names none. */
export function noteDueOf(desk: Desk, item: Item): void {
  if (desk.holdRules === undefined || item.tracking === 'none') return;
  const lots = desk.books.all<Lot>(
    `SELECT lot.* FROM lot JOIN quant ON quant.lot_id = lot.id
      WHERE quant.item_id = ? AND location_id = ? ORDER BY quant.id`,
    item.id,
    desk.holdRules.hold.id,
  );
  for (const lot of lots) noteDue(desk, item, lot);
}

/** Whoever needs it now lets it out: the event of the release is on its way. */
export function releaseDue(desk: Desk, due: ReadonlyMap<number, number>): void {
  for (const [id, amount] of due) {
    const lot = lotById(desk.books, id);
    if (lot !== undefined) outOfHold(desk, itemById(desk.books, lot.item_id), lot, amount);
  }
}
