import { maxTracedLinks } from '../../../events/limits.ts';
import type { Asked } from '../ask.ts';
import { answeredTime, idList, withoutBlanks } from './tracing.ts';

interface LinkRow {
  from: number;
  to: number;
  document: string;
  warehouse: string;
  moment: string;
  consumed: number;
  produced: number;
  returned: number | null;
  corrected: string | null;
}

/** Which of these lots went into which, by the order that did it. The stand-in unbuilds and repairs nothing. */
export function linksOf({ books }: Asked, lots: readonly number[]): { links: object[]; more: boolean } {
  const rows = books.all<LinkRow>(
    `WITH asked(lot) AS (SELECT value FROM json_each(?1)),
     link AS (
       SELECT raw_line.lot_id AS "from", made.lot_id AS "to", production.name AS document, production.warehouse_id,
              production.finished AS moment, sum(raw_line.quantity) AS consumed,
              CASE item.tracking WHEN 'serial' THEN 1 ELSE production.produced END AS produced,
              (SELECT sum(quantity) FROM returned JOIN raw_move AS taken ON taken.id = returned.move_id
                WHERE taken.production_id = production.id AND returned.lot_id = raw_line.lot_id) AS returned,
              (SELECT max(moment) FROM returned JOIN raw_move AS taken ON taken.id = returned.move_id
                WHERE taken.production_id = production.id AND returned.lot_id = raw_line.lot_id) AS corrected
         FROM production_lot AS made JOIN production ON production.id = made.production_id
         JOIN item ON item.id = production.item_id JOIN raw_move ON raw_move.production_id = production.id
         JOIN raw_line ON raw_line.move_id = raw_move.id
        WHERE made.lot_id IN asked AND raw_line.lot_id IN asked AND raw_move.state = 'done' AND raw_line.quantity > 0
        GROUP BY production.id, raw_line.lot_id, made.lot_id
       UNION ALL
       SELECT line.lot_id, work.lot_id, work.name, purchase.warehouse_id, work.moment, line.quantity, work.quantity,
              NULL, NULL
         FROM outside_work AS work JOIN outside_line AS line ON line.work_id = work.id
         JOIN inbound_move ON inbound_move.id = inbound_move_id JOIN inbound ON inbound.id = inbound_id
         JOIN purchase ON purchase.id = purchase_id
        WHERE work.lot_id IN asked AND line.lot_id IN asked)
     SELECT link.*, warehouse.code AS warehouse FROM link JOIN warehouse ON warehouse.id = link.warehouse_id
      ORDER BY moment, document, "from", "to" LIMIT ?2`,
    idList(lots),
    maxTracedLinks + 1,
  );
  const links = rows.slice(0, maxTracedLinks).map((row) =>
    withoutBlanks({
      from: row.from,
      to: row.to,
      document: row.document,
      kind: 'production',
      warehouse: row.warehouse,
      at: answeredTime(row.moment),
      consumed: row.consumed,
      returned: row.returned,
      produced: row.produced,
      corrected: row.corrected === null ? null : answeredTime(row.corrected),
    }),
  );
  return { links, more: rows.length > maxTracedLinks };
}
