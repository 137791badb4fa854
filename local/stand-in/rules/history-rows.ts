import type { Asked } from '../ask.ts';
import { convert, unitName } from '../model/units.ts';
import { answeredTime, withoutBlanks } from './tracing.ts';

/** What happened, by dataset: `moment` says when, `uom` in which unit, and `sort` keeps the lines in their order. */
const statements: Readonly<Record<string, string>> = {
  production: `
    SELECT production.id AS sort, finished AS moment, first_name AS production_order, production.name AS part,
           item.code AS item, item.uom, lot.name AS lot, 'product' AS kind, planned, starts AS started_at,
           finished AS finished_at, CASE item.tracking WHEN 'serial' THEN 1 ELSE produced END AS quantity
      FROM production JOIN item ON item.id = production.item_id LEFT JOIN production_lot AS made ON made.production_id = production.id
      LEFT JOIN lot ON lot.id = made.lot_id
     WHERE warehouse_id = ?1 AND production.state = 'done' AND produced > 0
    UNION ALL
    SELECT 1e9 + work.id, work.moment, work.name, work.name, item.code, item.uom, lot.name, 'product', work.quantity,
           NULL, work.moment, work.quantity
      FROM outside_work AS work JOIN inbound_move ON inbound_move.id = inbound_move_id
      JOIN item ON item.id = inbound_move.item_id JOIN inbound ON inbound.id = inbound_id
      JOIN purchase ON purchase.id = purchase_id LEFT JOIN lot ON lot.id = work.lot_id WHERE warehouse_id = ?1`,
  consumption: `
    SELECT raw_line.id AS sort, finished AS moment, first_name AS production_order, production.name AS part,
           item.code AS item, item.uom, lot.name AS lot, 'used' AS kind, finished AS used_at, raw_line.quantity
      FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id JOIN item ON item.id = raw_move.item_id
      JOIN production ON production.id = production_id LEFT JOIN lot ON lot.id = raw_line.lot_id
     WHERE warehouse_id = ?1 AND raw_move.state = 'done' AND raw_line.quantity > 0
    UNION ALL
    SELECT 1e9 + returned.id, moment, first_name, production.name, item.code, item.uom, lot.name, 'returned', moment,
           -returned.quantity
      FROM returned JOIN raw_move ON raw_move.id = returned.move_id JOIN item ON item.id = raw_move.item_id
      JOIN production ON production.id = production_id LEFT JOIN lot ON lot.id = returned.lot_id WHERE warehouse_id = ?1`,
  scrap: `
    SELECT scrap.id AS sort, moment, first_name AS production_order, production.name AS part, item.code AS item, item.uom,
           lot.name AS lot, scrap_reason.name AS reason, moment AS scrapped_at, scrap.quantity, receipt.event
      FROM scrap JOIN item ON item.id = scrap.item_id JOIN production ON production.id = production_id
      LEFT JOIN lot ON lot.id = scrap.lot_id LEFT JOIN scrap_reason ON scrap_reason.id = reason_id
      LEFT JOIN receipt ON receipt.model = 'stock.scrap' AND document_id = scrap.id WHERE warehouse_id = ?1`,
  labour: `
    SELECT labour.id AS sort, labour.started AS moment, first_name AS production_order, production.name AS part,
           work_order.name AS operation, work_center.code AS work_center, coalesce(kind, 'reported') AS kind,
           'productive' AS category, labour.started AS started_at, ended AS ended_at,
           round((julianday(ended) - julianday(labour.started)) * 1440, 6) AS minutes
      FROM labour JOIN work_order ON work_order.id = work_order_id JOIN production ON production.id = production_id
      JOIN work_center ON work_center.id = labour.work_center_id WHERE warehouse_id = ?1`,
  deliveries: `
    SELECT delivery_line.id AS sort, shipped AS moment, delivery.name AS delivery, sales_order.name AS sales_order,
           coalesce(customer.code, customer.name) AS customer, item.code AS item, item.uom, lot.name AS lot,
           delivery_line.quantity, sales_line.quantity AS ordered, sales_line.uom AS ordered_in, scheduled AS promised_at,
           shipped AS delivered_at, delivery.tracking, receipt.event
      FROM delivery_line JOIN delivery_move ON delivery_move.id = delivery_line.move_id
      JOIN delivery ON delivery.id = delivery_id JOIN sales_order ON sales_order.id = delivery.sales_order_id
      JOIN sales_line ON sales_line.id = sales_line_id JOIN item ON item.id = delivery_move.item_id
      JOIN contact AS address ON address.id = deliver_to
      JOIN contact AS customer ON customer.id = coalesce(address.parent_id, address.id)
      LEFT JOIN lot ON lot.id = delivery_line.lot_id
      LEFT JOIN receipt ON receipt.model = 'stock.picking' AND receipt.name = delivery.name
     WHERE delivery.warehouse_id = ?1 AND delivery_move.state = 'done'`,
  receipts: `
    SELECT inbound_line.id AS sort, received AS moment, inbound.name AS receipt, purchase.name AS purchase_order,
           supplier.code AS supplier, item.code AS item, item.uom, inbound_line.lot, inbound_line.quantity,
           purchase_line.ordered, purchase_line.uom AS ordered_in, due AS promised_at, received AS received_at,
           verdict.word AS verdict, receipt.event
      FROM inbound_line JOIN inbound_move ON inbound_move.id = inbound_line.move_id
      JOIN inbound ON inbound.id = inbound_id JOIN purchase ON purchase.id = inbound.purchase_id
      JOIN purchase_line ON purchase_line.id = line_id JOIN supplier ON supplier.id = supplier_id
      JOIN item ON item.id = inbound_move.item_id
      LEFT JOIN lot ON lot.item_id = item.id AND lot.name = inbound_line.lot LEFT JOIN verdict ON verdict.lot_id = lot.id
      LEFT JOIN receipt ON receipt.model = 'stock.picking' AND receipt.name = inbound.name
     WHERE warehouse_id = ?1 AND inbound_move.state = 'done'`,
};

export const datasetNames = Object.keys(statements);

export interface HistoryRow {
  /** in UTC, as the books have it */
  moment: string;
  row: Record<string, unknown>;
}

/** Everything of a dataset in the warehouse, each with a number that stays its own as long as only more is added. */
export function historyRows({ books, warehouse }: Asked, dataset: string): HistoryRow[] {
  const found = books.all<Record<string, unknown> & { moment: string }>(
    `SELECT * FROM (${statements[dataset]}) ORDER BY sort`,
    warehouse.id,
  );
  return found.map((each, index) => {
    const { moment, sort, uom, ordered_in: orderedIn, ...said } = each;
    const times = Object.entries(said).filter(([name, value]) => name.endsWith('_at') && value !== null);
    return {
      moment,
      row: withoutBlanks({
        line: index + 1,
        ...said,
        ...Object.fromEntries(times.map(([name, value]) => [name, answeredTime(String(value))])),
        ...(typeof uom === 'string' && { uom, uom_name: unitName(uom) }),
        ...(typeof orderedIn === 'string' && {
          ordered: convert(Number(said.ordered), orderedIn, String(uom)),
        }),
      }),
    };
  });
}
