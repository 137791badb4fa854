import { maxTracedDocuments } from '../../../events/limits.ts';
import type { Asked } from '../desk.ts';
import { answeredTime, idList, withoutBlanks } from './genealogy.ts';

export interface TracedDocument {
  kind: string;
  warehouse?: string;
  [field: string]: unknown;
}

interface DocumentRow {
  lot: number;
  kind: string;
  name: string;
  warehouse_id: number | null;
  moment: string;
  quantity: number;
  /** of a receipt or a delivery, or of the delivery that came back */
  transfer: number | null;
}

const steps = `
  SELECT made.lot_id AS lot, 'production' AS kind, production.name, warehouse_id, finished AS moment,
         CASE item.tracking WHEN 'serial' THEN 1 ELSE produced END AS quantity, NULL AS transfer
    FROM production_lot AS made JOIN production ON production.id = made.production_id JOIN item ON item.id = item_id
  UNION ALL
  SELECT raw_line.lot_id, 'consumption', production.name, warehouse_id, finished, raw_line.quantity, NULL
    FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = production_id
   WHERE raw_move.state = 'done'
  UNION ALL
  SELECT returned.lot_id, 'material-return', production.name, warehouse_id, returned.moment, returned.quantity, NULL
    FROM returned JOIN raw_move ON raw_move.id = returned.move_id JOIN production ON production.id = production_id
  UNION ALL
  SELECT scrap.lot_id, 'scrap', scrap.name, warehouse_id, scrap.moment, scrap.quantity, NULL
    FROM scrap JOIN production ON production.id = production_id
  UNION ALL
  SELECT lot.id, 'receipt', inbound.name, warehouse_id, inbound.received, inbound_line.quantity, inbound.id
    FROM inbound_line JOIN inbound_move ON inbound_move.id = inbound_line.move_id
    JOIN inbound ON inbound.id = inbound_id JOIN purchase ON purchase.id = purchase_id
    JOIN lot ON lot.item_id = inbound_move.item_id AND lot.name = inbound_line.lot
   WHERE inbound_move.state = 'done'
  UNION ALL
  SELECT delivery_line.lot_id, 'delivery', delivery.name, warehouse_id, delivery.shipped, delivery_line.quantity,
         delivery.id
    FROM delivery_line JOIN delivery_move ON delivery_move.id = delivery_line.move_id
    JOIN delivery ON delivery.id = delivery_id WHERE delivery_move.state = 'done'
  UNION ALL
  SELECT back.lot_id, 'customer-return', delivery_return.name, warehouse_id, delivery_return.moment, back.quantity,
         delivery.id
    FROM delivery_return_line AS back JOIN delivery_return ON delivery_return.id = return_id
    JOIN delivery ON delivery.id = delivery_id
  UNION ALL
  SELECT lot_id, 'count', reference, warehouse_id, moment, change, NULL
    FROM stock_count JOIN location ON location.id = location_id WHERE change <> 0
  UNION ALL
  SELECT lot_id, 'count', 'Product Quantity Updated', warehouse_id, moment, change, NULL
    FROM stock_change JOIN location ON location.id = location_id WHERE counted = 1 AND change <> 0`;

/** What was done with these lots, by lot, oldest first. */
export function documentsOf(
  asked: Asked,
  lots: readonly number[],
): { documents: Map<number, TracedDocument[]>; more: boolean } {
  const rows = asked.books.all<DocumentRow & { warehouse: string | null }>(
    `SELECT lot, kind, step.name, warehouse.code AS warehouse, max(moment) AS moment, sum(quantity) AS quantity, transfer
       FROM (${steps}) AS step LEFT JOIN warehouse ON warehouse.id = warehouse_id
      WHERE lot IN (SELECT value FROM json_each(?)) GROUP BY lot, kind, step.name, warehouse.code, transfer
      ORDER BY lot, max(moment), kind, step.name LIMIT ?`,
    idList(lots),
    maxTracedDocuments + 1,
  );
  const documents = new Map<number, TracedDocument[]>();
  for (const { lot, moment, transfer, ...row } of rows.slice(0, maxTracedDocuments)) {
    const about = transfer === null ? {} : partiesOf(asked, row.kind, transfer);
    const document = withoutBlanks({ ...row, ...about, at: answeredTime(moment) }) as TracedDocument;
    documents.set(lot, [...(documents.get(lot) ?? []), document]);
  }
  return { documents, more: rows.length > maxTracedDocuments };
}

function partiesOf({ books }: Asked, kind: string, transfer: number): object {
  if (kind === 'receipt') {
    const row = books.one<Record<string, string>>(
      `SELECT purchase.name AS purchase, purchase.reference, supplier.code, supplier.name FROM inbound
         JOIN purchase ON purchase.id = purchase_id JOIN supplier ON supplier.id = supplier_id WHERE inbound.id = ?`,
      transfer,
    );
    const { purchase, reference, code, name } = row ?? {};
    return { purchase, supplier_reference: reference, partner: { reference: code, name } };
  }
  const row = books.one<Record<string, string | null>>(
    `SELECT delivery.name AS delivery, sales_order.name AS sales_order, sales_order.reference, tracking, customer.code, customer.name,
            address.code AS address_code, address.name AS address_name
       FROM delivery JOIN sales_order ON sales_order.id = sales_order_id
       JOIN contact AS address ON address.id = deliver_to
       JOIN contact AS customer ON customer.id = coalesce(address.parent_id, address.id) WHERE delivery.id = ?`,
    transfer,
  );
  const { delivery, sales_order, reference, tracking, code, name, address_code, address_name } = row ?? {};
  const cameBack = kind === 'customer-return';
  return {
    of: cameBack ? delivery : null,
    sales_order,
    customer_reference: reference,
    tracking: cameBack ? null : tracking,
    partner: { reference: code, name },
    address: address_code === code ? null : withoutBlanks({ reference: address_code, name: address_name }),
  };
}
