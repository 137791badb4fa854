import { maxTracedLots } from '../../../events/limits.ts';
import type { Asked } from '../ask.ts';
import { type Fields, malformed, numberAt, optionalTextAt, textAt } from '../fields.ts';
import { Refusal } from '../refusal.ts';

/** The lot's id. It must have been in the warehouse: who may read one plant is not told what lies in another. */
export function tracedRoot({ books, warehouse }: Asked, about: Fields): number {
  const name = textAt(about, 'lot', '/lot');
  const item = optionalTextAt(about, 'item', '/item');
  const found = books.all<{ id: number; item: string }>(
    `SELECT lot.id, item.code AS item FROM lot JOIN item ON item.id = lot.item_id
      WHERE lot.name = ?1 AND (?2 = '' OR item.code = ?2 OR item.barcode = ?2)
        AND (EXISTS (SELECT 1 FROM stock_change JOIN location ON location.id = location_id
                      WHERE lot_id = lot.id AND item_id = lot.item_id AND warehouse_id = ?3)
          OR EXISTS (SELECT 1 FROM outside_line JOIN outside_work ON outside_work.id = work_id
                       JOIN inbound_move ON inbound_move.id = inbound_move_id JOIN inbound ON inbound.id = inbound_id
                       JOIN purchase ON purchase.id = purchase_id
                      WHERE outside_line.lot_id = lot.id AND warehouse_id = ?3))
      ORDER BY item.code, lot.id`,
    name,
    item,
    warehouse.id,
  );
  const [first] = found;
  if (first === undefined) {
    const of = item === '' ? '' : ` of ${item}`;
    throw new Refusal('unknown-lot', `no lot ${name}${of} was ever in warehouse ${warehouse.code}`, '/lot');
  }
  const items = [...new Set(found.map((lot) => lot.item))];
  if (items.length > 1) {
    const message = `several items have a lot ${name}: ${items.slice(0, 20).join(', ')}`;
    throw new Refusal('ambiguous-lot', message, '/item');
  }
  return first.id;
}

const walks = {
  up: { known: 'made', next: 'used' },
  down: { known: 'used', next: 'made' },
} as const;

/** Ids, the nearest first. A lot that was reached is not walked again, so cycles end. */
export function lotsReached(
  { books }: Asked,
  root: number,
  direction: 'up' | 'down',
  most: number,
): { lots: number[]; more: boolean } {
  const { known, next } = walks[direction];
  const found = books.all<{ lot: number }>(
    `WITH RECURSIVE reached(lot) AS (
       SELECT ?1
       UNION SELECT ${next}.lot_id FROM reached JOIN ${lines[known]} AS ${known} ON ${known}.lot_id = reached.lot
               JOIN ${lines[next]} AS ${next} ON ${next}.order_id = ${known}.order_id
       UNION SELECT ${next}.lot_id FROM reached JOIN ${outside[known]} AS ${known} ON ${known}.lot_id = reached.lot
               JOIN ${outside[next]} AS ${next} ON ${next}.work_id = ${known}.work_id)
     SELECT lot FROM reached LIMIT ?2`,
    root,
    most + 1,
  );
  return { lots: found.slice(0, most).map(({ lot }) => lot), more: found.length > most };
}

/** Of production orders that are done. */
const lines = {
  made: `(SELECT production_id AS order_id, lot_id FROM production_lot)`,
  used: `(SELECT raw_move.production_id AS order_id, raw_line.lot_id FROM raw_line
            JOIN raw_move ON raw_move.id = raw_line.move_id
           WHERE raw_move.state = 'done' AND raw_line.lot_id IS NOT NULL AND raw_line.quantity > 0)`,
};
/** What subcontractors did. */
const outside = {
  made: `(SELECT id AS work_id, lot_id FROM outside_work WHERE lot_id IS NOT NULL)`,
  used: `(SELECT work_id, lot_id FROM outside_line)`,
};

/** How many lots are answered at most; whoever asks may want less. */
export function mostAt(about: Fields): number {
  if (!('most' in about)) return maxTracedLots;
  const most = numberAt(about, 'most', '/most');
  if (most > maxTracedLots || !Number.isInteger(most))
    throw malformed('/most', `most must be a whole number up to ${maxTracedLots}`);
  return most;
}

/** Ids for `IN (SELECT value FROM json_each(?))`. */
export const idList = (ids: readonly number[]): string => JSON.stringify(ids);

/** The books' `YYYY-MM-DD HH:MM:SS` as the module answers it. */
export const answeredTime = (moment: string): string => `${moment.replace(' ', 'T')}Z`;

/** What the books do not know is not answered. */
export function withoutBlanks(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''));
}
