import type { AnswerQuestion } from '../ask.ts';
import { onlyKeys } from '../fields.ts';
import { documentsOf } from '../rules/trace-documents.ts';
import { lotsDescribed } from '../rules/traced-lots.ts';
import { idList, lotsReached, mostAt, tracedRoot, withoutBlanks } from '../rules/tracing.ts';

/** Every lot that a lot went into, with what was done with it and what of it is still there. */
export const lotRecall: AnswerQuestion = (asked, given) => {
  const about = onlyKeys(given, ['lot', 'item', 'most'], '');
  const root = tracedRoot(asked, about);
  const reached = lotsReached(asked, root, 'down', mostAt(about));
  const { documents, more } = documentsOf(asked, reached.lots);
  const onHand = asked.books.all<object>(
    `SELECT lot_id AS lot, location.full_name AS location, warehouse.code AS warehouse, sum(quantity) AS quantity
       FROM quant JOIN location ON location.id = location_id JOIN warehouse ON warehouse.id = location.warehouse_id
      WHERE lot_id IN (SELECT value FROM json_each(?1)) GROUP BY lot_id, location.id HAVING sum(quantity) <> 0
     UNION ALL
     SELECT lot_id, 'Subcontracting', NULL, quantity FROM supplier_stock
      WHERE lot_id IN (SELECT value FROM json_each(?1)) AND quantity <> 0
      ORDER BY 1, 2`,
    idList(reached.lots),
  );
  const lots = lotsDescribed(asked, reached.lots, documents);
  return { root, lots, on_hand: onHand.map(withoutBlanks), truncated: reached.more || more };
};
