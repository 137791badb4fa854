import {
  type Desk,
  type Fields,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  shown,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { takeStock } from '../records/components.ts';
import { compare, type Item, type Lot, lotById, round, unitName } from '../records/items.ts';
import { lotAtPlace, needsRelease, refuseHoldPlace } from '../records/quality-hold.ts';
import {
  changesSince,
  lyingAt,
  moveStock,
  noteChange,
  type Place,
  placeOf,
  shortAt,
  stockPlace,
} from '../records/stock.ts';
import { amountsOf, namedLots, refuseHeld } from '../rules/consumption.ts';
import { issuedUntil } from '../rules/issue-times.ts';
import { checkParts, checkRounding, sentAt } from '../rules/kept.ts';
import { itemOf, lotAt, unnamed } from '../rules/lookups.ts';
import { mustBeHeld } from '../rules/lot-verdicts.ts';

const moveKeys = ['item', 'quantity', 'from', 'to', 'lots', 'reference'];

/** Goods went from one place of the warehouse to another. */
export const stockMoved: Procedure = (desk, given) => {
  const payload = onlyKeys(given, moveKeys, '/data');
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const from = placeOf(desk, textAt(payload, 'from', '/data/from'), '/data/from');
  const to = placeOf(desk, textAt(payload, 'to', '/data/to'), '/data/to');
  if (from.id === to.id)
    throw new Refusal('same-location', `the goods would stay at ${from.full_name}`, '/data/to');
  refuseHoldPlace(desk, from, '/data/from');
  refuseHoldPlace(desk, to, '/data/to');
  const amounts = movedAmounts(desk, payload, item);
  for (const [lot, amount] of amounts) {
    const there = lyingAt(desk, item, lot, from);
    if (compare(there, amount) >= 0) continue;
    refuseHeld(desk, item, lotById(desk.books, lot), round(amount - there));
    // More than was released of an item on hold cannot be moved, whatever the plant allows.
    if (desk.refuseNegative || needsRelease(desk, item))
      throw shortAt(from, item, lotById(desk.books, lot), amount, there);
  }
  for (const [lot, amount] of amounts) {
    takeStock(desk.books, desk.warehouse.id, item, lot, amount, from.id);
    moveStock(desk.books, desk.warehouse.id, item, lot, amount, to.id);
  }
  const origin = optionalTextAt(payload, 'reference', '/data/reference') || desk.event;
  const id = desk.books.run("INSERT INTO transfer (name, origin) VALUES ('', ?)", origin);
  const name = `${desk.warehouse.code}/INT/${String(id).padStart(5, '0')}`;
  desk.books.run('UPDATE transfer SET name = ? WHERE id = ?', name, id);
  return { model: 'stock.picking', id, name };
};

/** By lot id; null for an item that is not tracked. */
function movedAmounts(desk: Desk, payload: Fields, item: Item): Map<number | null, number> {
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  const lots = namedLots(desk, payload, sent, '/data');
  checkParts(desk, sent, lots);
  if (item.tracking === 'none') return new Map([[null, sent.amount]]);
  if (lots.size === 0) throw unnamed(item, '/data/lots', 'lots', 'serial numbers as lots');
  return amountsOf(lots);
}

const countKeys = ['item', 'location', 'quantity', 'lot', 'reason', 'counted_by'];

/** What lay in one place at the time of the event, carried forward by what moved since. */
export const stockCounted: Procedure = (desk, given) => {
  const payload = onlyKeys(given, countKeys, '/data');
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const place = placeOf(desk, textAt(payload, 'location', '/data/location'), '/data/location');
  refuseHoldPlace(desk, place, '/data/location');
  if (item.tracking === 'serial') throw refuseNotModelled('counted serials', '/data/item');
  const sent = sentAt(payload, 'quantity', item, '/data/quantity', true);
  checkRounding(desk, sent);
  const { amount: counted } = sent;
  const lot = lotAt(desk, payload, item, counted);
  const lotId = lot?.id ?? null;
  const reference = countName(payload, item, counted);
  const there = lyingAt(desk, item, lotId, place);
  const since = changesSince(desk.books, item, lotId, place.id, desk.moment);
  const issued = place.id === stockPlace(desk.books, desk.warehouse.id) ? issuedUntil(desk, item, lotId) : 0;
  const target = since.counted ? there : round(counted + since.change + issued);
  if (!since.counted && desk.refuseNegative && compare(target, 0) < 0)
    throw contradicted(item, place, counted, target);
  if (compare(target, there) > 0) refuseFound(desk, item, lot);
  const change = round(target - there);
  if (compare(change, 0) < 0) takeStock(desk.books, desk.warehouse.id, item, lotId, -change, place.id);
  else if (compare(change, 0) > 0) moveStock(desk.books, desk.warehouse.id, item, lotId, change, place.id);
  noteChange(desk.books, item, lotId, place.id, 0, 1);
  const ends = change > 0 ? ['Inventory adjustment', place.name] : [place.name, 'Inventory adjustment'];
  const name = `${item.code}: ${ends.join('>')}`;
  const id = desk.books.run(
    `INSERT INTO stock_count (name, reference, location_id, lot_id, change, moment) VALUES (?, ?, ?, ?, ?, ?)`,
    name,
    reference,
    place.id,
    lotId,
    change,
    desk.moment,
  );
  return { model: 'stock.move', id, name };
};

/** A count must not bring held goods into the stock. */
function refuseFound(desk: Desk, item: Item, lot: Lot | undefined): void {
  const { holdRules } = desk;
  // Of an item without lots that must be held, this refuses.
  needsRelease(desk, item);
  if (holdRules === undefined || lot === undefined) return;
  if (!mustBeHeld(desk, item, lot) && compare(lotAtPlace(desk.books, lot.id, holdRules.hold.id), 0) <= 0)
    return;
  const message = `lot ${lot.name} of ${item.code} is held until quality releases it`;
  throw new Refusal('lot-held', message, '/data/lot');
}

function contradicted(item: Item, place: Place, counted: number, target: number): Refusal {
  const unit = unitName(item.uom);
  const message =
    `${shown(counted)} ${unit} of ${item.code} counted at ${place.full_name}, ` +
    `but ${shown(counted - target)} ${unit} more left it since than came: the stock would be ${shown(target)} ${unit}. ` +
    'Book what is missing, or count again';
  return new Refusal('count-contradicted', message, '/data/quantity/value');
}

function countName(payload: Fields, item: Item, counted: number): string {
  const person = optionalTextAt(payload, 'counted_by', '/data/countedBy');
  const reason = optionalTextAt(payload, 'reason', '/data/reason', 200);
  return `Counted ${shown(counted)} ${unitName(item.uom)}${person && ` by ${person}`}${reason && `: ${reason}`}`;
}
