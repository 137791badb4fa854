import { type Fields, onlyKeys, optionalTextAt, textAt } from './fields.ts';
import { type Item, lotById } from './model/items.ts';
import { moveStock } from './model/quants.ts';
import { takeStock } from './model/taking.ts';
import { compare } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { lotsOfConsumption } from './rules/consumption.ts';
import { refuseGatePlace } from './rules/gate.ts';
import { amountAt, itemOf } from './rules/lookups.ts';
import { lyingAt, placeOf, shortAt } from './rules/places.ts';

const moveKeys = ['item', 'quantity', 'from', 'to', 'lots', 'reference'];

/** Goods went from one place of the warehouse to another. */
export const procedure: Procedure = {
  operation: 'stock.moved',
  book: (desk, given) => {
    const payload = onlyKeys(given, moveKeys, '/data');
    const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
    const from = placeOf(desk, textAt(payload, 'from', '/data/from'), '/data/from');
    const to = placeOf(desk, textAt(payload, 'to', '/data/to'), '/data/to');
    if (from.id === to.id)
      throw new Refusal('same-location', `the goods would stay at ${from.full_name}`, '/data/to');
    refuseGatePlace(desk, from, '/data/from');
    refuseGatePlace(desk, to, '/data/to');
    const amounts = movedAmounts(desk, payload, item);
    for (const [lot, amount] of amounts) {
      const there = lyingAt(desk, item, lot, from);
      if (desk.refuseNegative && compare(there, amount) < 0)
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
  },
};

/** By lot; under none for an item that is not tracked. */
function movedAmounts(desk: Desk, payload: Fields, item: Item): Map<number | null, number> {
  const amount = amountAt(payload, 'quantity', item, '/data/quantity');
  const lots = lotsOfConsumption(desk, payload, item, amount, '/data');
  if (item.tracking === 'none') return new Map([[null, amount]]);
  if (lots.size === 0)
    throw new Refusal('lot-required', `${item.code} is tracked by ${item.tracking}`, '/data/lots');
  return lots;
}
