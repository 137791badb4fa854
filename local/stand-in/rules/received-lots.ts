import type { Item, Lot } from '../model/items.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import type { Part } from './arrivals.ts';
import { producedLot } from './produced-lots.ts';

/** Lots that come in, by number, made on first sight; the dates of a lot that exists stay as they are. */
export function receivedLots(desk: Desk, item: Item, parts: Part[], pointer: string): Map<string, Lot> {
  const lots = new Map<string, Lot>();
  if (item.tracking === 'none') return lots;
  for (const { number, expires } of parts) {
    if (number === undefined)
      throw new Refusal('lot-required', `${item.code} is tracked by ${item.tracking}`, pointer);
    const lot = producedLot(desk, item, number, expires);
    if (lot.expires !== null && lot.expires <= desk.moment) {
      const message = `lot ${lot.name} of ${item.code} expired at ${lot.expires} UTC`;
      throw new Refusal('lot-expired', message, pointer);
    }
    lots.set(number, lot);
  }
  if (item.tracking === 'serial') for (const lot of lots.values()) refuseWhatIsHere(desk, item, lot, pointer);
  return lots;
}

/** A serial that was sent back may come again; one that is here can't. */
function refuseWhatIsHere(desk: Desk, item: Item, lot: Lot, pointer: string): void {
  const here = desk.books.one<{ code: string }>(
    `SELECT warehouse.code FROM quant JOIN warehouse ON warehouse.id = quant.warehouse_id
      WHERE lot_id = ? AND quantity > 0`,
    lot.id,
  );
  if (here === undefined) return;
  const message = `serial ${lot.name} of ${item.code} is at ${here.code}/Stock already`;
  throw new Refusal('serial-already-received', message, `${pointer}/serials`);
}
