import { brief, type Fields, onlyKeys, optionalTextAt, textAt } from './fields.ts';
import { lotAtPlace } from './model/gate.ts';
import type { Item, Lot } from './model/items.ts';
import { type Place, stockPlace } from './model/locations.ts';
import { moveStock } from './model/quants.ts';
import { changesSince, noteChange } from './model/stock-changes.ts';
import { takeStock } from './model/taking.ts';
import { compare, round, unitName } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { refuseGatePlace } from './rules/gate.ts';
import { issuedOf } from './rules/issued.ts';
import { amountAt, itemOf, lotAt } from './rules/lookups.ts';
import { lyingAt, placeOf } from './rules/places.ts';
import { mustBeHeld } from './rules/verdicts.ts';

const countKeys = ['item', 'location', 'quantity', 'lot', 'reason', 'counted_by'];

/** What lay in one place at the time of the event, carried forward by what moved since. */
export const procedure: Procedure = {
  operation: 'stock.counted',
  book: (desk, given) => {
    const payload = onlyKeys(given, countKeys, '/data');
    const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
    const place = placeOf(desk, textAt(payload, 'location', '/data/location'), '/data/location');
    refuseGatePlace(desk, place, '/data/location');
    const counted = amountAt(payload, 'quantity', item, '/data/quantity', true);
    const lot = lotAt(desk, payload, item, counted);
    const lotId = lot?.id ?? null;
    if (lot !== undefined) refuseElsewhere(desk, item, lot, place, counted);
    const reference = countName(payload, item, counted);
    const there = lyingAt(desk, item, lotId, place);
    const since = changesSince(desk.books, item, lotId, place.id, desk.moment);
    const issued = place.id === stockPlace(desk.books, desk.warehouse.id) ? issuedOf(desk, item, lotId) : 0;
    const target = since.counted ? there : round(counted + since.change + issued);
    if (!since.counted && desk.refuseNegative && compare(target, 0) < 0)
      throw contradicted(item, place, counted, target);
    if (lot !== undefined && compare(target, there) > 0) refuseFound(desk, item, lot);
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
  },
};

/** What is held, or was never released, is not found in the stock by counting it. */
function refuseFound(desk: Desk, item: Item, lot: Lot): void {
  const { gate } = desk;
  if (gate === undefined) return;
  if (!mustBeHeld(desk, item, lot) && compare(lotAtPlace(desk.books, lot.id, gate.hold.id), 0) <= 0) return;
  const message = `lot ${lot.name} of ${item.code} is held until quality releases it`;
  throw new Refusal('lot-held', message, '/data/lot');
}

function refuseElsewhere(desk: Desk, item: Item, lot: Lot, place: Place, counted: number): void {
  if (item.tracking !== 'serial' || counted === 0) return;
  const other = desk.books.one<{ full_name: string }>(
    `SELECT full_name FROM quant JOIN location ON location.id = quant.location_id
      WHERE lot_id = ? AND quantity > 0 AND location_id <> ?`,
    lot.id,
    place.id,
  );
  if (other === undefined) return;
  const message = `serial ${lot.name} lies at ${other.full_name} in Odoo: move it there to ${place.full_name}, then retry`;
  throw new Refusal('serial-elsewhere', message, '/data/location');
}

function contradicted(item: Item, place: Place, counted: number, target: number): Refusal {
  const unit = unitName(item.uom);
  const message =
    `${brief(counted)} ${unit} of ${item.code} counted at ${place.full_name}, ` +
    `but ${brief(counted - target)} ${unit} more left it since than came`;
  return new Refusal('count-contradicted', message, '/data/quantity/value');
}

function countName(payload: Fields, item: Item, counted: number): string {
  const person = optionalTextAt(payload, 'counted_by', '/data/countedBy');
  const reason = optionalTextAt(payload, 'reason', '/data/reason', 200);
  return `Counted ${brief(counted)} ${unitName(item.uom)}${person && ` by ${person}`}${reason && `: ${reason}`}`;
}
