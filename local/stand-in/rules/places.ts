import { brief } from '../fields.ts';
import type { Item, Lot } from '../model/items.ts';
import { type Place, placesCalled } from '../model/locations.ts';
import { quantsOf } from '../model/quants.ts';
import { unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

/** The one place of the warehouse that holds stock and has this full name, else name, else barcode. */
export function placeOf(desk: Desk, code: string, pointer: string): Place {
  const found = placesCalled(desk.books, desk.warehouse.id, code);
  const [only] = found;
  const { code: warehouse } = desk.warehouse;
  if (only === undefined) {
    const message = `warehouse ${warehouse} has no location with full name, name or barcode ${code}`;
    throw new Refusal('unknown-location', message, pointer);
  }
  if (found.length > 1) {
    const message = `warehouse ${warehouse} has several locations called ${code}: name it in full, like ${only.full_name}`;
    throw new Refusal('unknown-location', message, pointer);
  }
  if (only.usage !== 'internal') {
    const message = `${only.full_name} is not a place that holds stock`;
    throw new Refusal('unknown-location', message, pointer);
  }
  return only;
}

export function lyingAt(desk: Desk, item: Item, lot: number | null, place: Place): number {
  const quants = quantsOf(desk.books, place.warehouse_id, item, place.id);
  return quants.find(({ lot_id }) => lot_id === lot)?.quantity ?? 0;
}

export function shortAt(
  place: Place,
  item: Item,
  lot: Lot | undefined,
  needed: number,
  there: number,
): Refusal {
  const name = lot === undefined ? item.code : `${item.code} lot ${lot.name}`;
  const wanted = `${brief(needed)} ${unitName(item.uom)} of ${name} needed from ${place.full_name}`;
  return new Refusal('insufficient-stock', `${wanted}, ${brief(Math.max(there, 0))} on hand`, '/data');
}
