import type { AnswerQuestion } from '../ask.ts';
import { momentAt, onlyKeys } from '../fields.ts';
import { namesAt } from '../rules/reconciling.ts';
import { answeredTime, withoutBlanks } from '../rules/tracing.ts';

const mostMoves = 5000;

interface Row {
  item: string;
  lot: string | null;
  location: string;
  change: number;
  at: string;
}

/** What moved of some items since a moment. Nobody works in the stand-in: no row names a person. */
export const reconcileMoves: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['since', 'items'], '');
  const rows = books.all<Row>(
    `SELECT item.code AS item, lot.name AS lot, location.full_name AS location, change, moment AS at
       FROM stock_change JOIN item ON item.id = stock_change.item_id JOIN location ON location.id = location_id
       LEFT JOIN lot ON lot.id = lot_id
      WHERE item.code IN (SELECT value FROM json_each(?)) AND moment > ? AND location.warehouse_id = ? AND change <> 0
      ORDER BY moment, stock_change.id LIMIT ?`,
    JSON.stringify(namesAt(about, 'items')),
    momentAt(about, 'since', '/since'),
    warehouse.id,
    mostMoves + 1,
  );
  const moves = rows.slice(0, mostMoves).map((row) => withoutBlanks({ ...row, at: answeredTime(row.at) }));
  return { moves, more: rows.length > mostMoves };
};
