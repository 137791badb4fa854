import {
  type Fields,
  fieldsOf,
  listOf,
  type Quantity,
  quantityOf,
  text,
  timeIfGiven,
  truth,
} from './fields.ts';
import { findLot, type Item, itemById, type Lot } from './model/items.ts';
import { backflush, complete, type Production } from './model/productions.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { checkPicked, readConsumption, recordConsumption } from './rules/consumption.ts';
import { readLabour, recordLabour } from './rules/labour.ts';
import { inItemUnit, itemOf, openOrder, producedLot } from './rules/lookups.ts';

interface Made {
  number: string;
  expires: string | undefined;
}

export const procedure: Procedure = {
  operation: 'production.reported',
  book: (desk, payload) => {
    const name = text(payload, 'order', '/data');
    const reported = quantityOf(payload, 'quantity', '/data');
    const lot =
      payload.lot === undefined ? undefined : readMade(fieldsOf(payload.lot, '/data/lot'), '/data/lot');
    const serials = listOf(payload, 'serials', '/data', readMade);
    const consumed = listOf(payload, 'consumed', '/data', readConsumption);
    const labour = listOf(payload, 'labour', '/data', readLabour);
    const final = truth(payload, 'final', '/data');

    const order = openOrder(desk, name);
    const item = itemById(desk.books, order.item_id);
    const quantity = inItemUnit(reported, item, '/data/quantity');
    const lots = madeLots(desk, order, item, reported, quantity, lot, serials);
    for (const said of consumed) {
      recordConsumption(desk, order, itemOf(desk, said.item, `${said.at}/item`), said, 'replace');
    }
    backflush(desk.books, order, quantity);
    checkPicked(desk, order);
    for (const line of labour) recordLabour(desk, order, line);
    complete(desk.books, order, quantity, lots, final);
    const done = desk.books.one<Production>('SELECT * FROM production WHERE id = ?', order.id);
    return { model: 'mrp.production', id: order.id, name: done?.name ?? order.name };
  },
};

function readMade(fields: Fields, at: string): Made {
  return { number: text(fields, 'number', at), expires: timeIfGiven(fields, 'expires', at) };
}

/** The lot or the serials of the finished goods, created on first sight. */
function madeLots(
  desk: Desk,
  order: Production,
  item: Item,
  reported: Quantity,
  quantity: number,
  lot: Made | undefined,
  serials: Made[],
): Lot[] {
  if (item.tracking === 'none') return [];
  if (item.tracking === 'lot') {
    if (lot === undefined)
      throw new Refusal(
        'lot-required',
        `Item ${item.code} of order ${order.first_name} needs a lot.`,
        '/data/lot',
      );
    return [producedLot(desk, item, lot.number, lot.expires)];
  }
  if (serials.length !== quantity)
    throw new Refusal(
      'serial-count-mismatch',
      `${reported.value} of item ${item.code} need as many serial numbers, ${serials.length} given.`,
      '/data/serials',
    );
  return serials.map((serial, index) => {
    const known = findLot(desk.books, item, serial.number);
    const made = known && desk.books.one('SELECT 1 FROM production_lot WHERE lot_id = ?', known.id);
    if (made !== undefined)
      throw new Refusal(
        'serial-already-produced',
        `Serial number ${serial.number} of item ${item.code} was produced before.`,
        `/data/serials/${index}/number`,
      );
    return producedLot(desk, item, serial.number, serial.expires);
  });
}
