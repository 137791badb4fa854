import { defineDataset, unit } from './define-dataset.ts';

/* Bookings in Odoo, by the gateway or by people. Quantities are in the item's own unit in Odoo. */

const line = "bigint: Odoo's id of the line";
const item = "string: Odoo's reference of the item";
const lot = 'string: its lot or serial number';
const event = 'string: key of the event that the gateway booked; none: it was booked in Odoo by other means';
const production_order = 'string: the production order, as first named';
const part = 'string: the part of the order, as Odoo names it: a backorder each';

export const production = defineDataset('production', 'an item and lot that a part of an order made', {
  line,
  production_order,
  part,
  item,
  lot,
  quantity: 'double: what was made; below zero: an unbuilding took it back',
  ...unit,
  kind: 'string: product, by-product, or unbuilt',
  planned: 'double: of the part, in its item’s unit; none for by-products',
  started_at: 'timestamp: when the part began',
  finished_at: 'timestamp: when it was made',
  event,
});

export const consumption = defineDataset('consumption', 'an item and lot that an order used', {
  line,
  production_order,
  part,
  operation: 'string: the operation that used it, where Odoo knows',
  item,
  lot,
  quantity: 'double: what was used; below zero: it came back',
  ...unit,
  kind: 'string: used, returned, or unbuilt',
  used_at: 'timestamp: when',
  event,
});

export const scrap = defineDataset('scrap', 'an item and lot that was scrapped', {
  line,
  production_order,
  part,
  item,
  lot,
  quantity: 'double: what was scrapped',
  ...unit,
  reason: 'string: Odoo’s reasons, by commas',
  scrapped_at: 'timestamp: when',
  event,
});

export const labour = defineDataset('labour', 'a time that somebody or something worked on an operation', {
  line,
  production_order,
  part,
  operation: 'string: name of the operation',
  work_center: 'string: code of the work centre, or its name where it has none',
  kind: 'string: reported, ran (from start to pause or finish of the operation), expected (assumed by Odoo at completion)',
  category: 'string: productive, performance, quality or availability, as Odoo has it',
  started_at: 'timestamp: when it began',
  ended_at: 'timestamp: when it ended; none: it goes on',
  minutes: 'double: how long it took; none: it goes on',
});

export const deliveries = defineDataset('deliveries', 'an item and lot that was delivered to a customer', {
  line,
  delivery: 'string: name of the transfer',
  sales_order: 'string: name of the sales order',
  customer: 'string: reference of the customer',
  item,
  lot,
  quantity: 'double: what was delivered; below zero: it came back',
  ...unit,
  ordered: 'double: of the line of the sales order, in the item’s unit',
  promised_at: 'timestamp: when it was to be there',
  delivered_at: 'timestamp: when it left',
  tracking: 'string: the carrier’s reference',
  event,
});

export const receipts = defineDataset('receipts', 'an item and lot that came from a supplier', {
  line,
  receipt: 'string: name of the transfer',
  purchase_order: 'string: name of the purchase order',
  supplier: 'string: reference of the supplier, or its name where it has none',
  item,
  lot,
  quantity: 'double: what came; below zero: it went back',
  ...unit,
  ordered: 'double: of the line of the purchase order, in the item’s unit',
  promised_at: 'timestamp: when the supplier was to deliver',
  received_at: 'timestamp: when it came',
  verdict: 'string: quality’s last word on the lot: pass, fail, held or released',
  event,
});

export const supplierScorecard = defineDataset(
  'supplier_scorecard',
  'a supplier, by what it had promised for the day; counted when the day is over',
  {
    supplier: 'string: reference of the supplier, or its name where it has none',
    lines_due: 'bigint: lines of purchase orders that were promised for the day',
    lines_on_time: 'bigint: of these, all that was ordered was there by the end of the day',
    lines_in_full: 'bigint: of these, all that was ordered has come by now',
    lines_on_time_in_full: 'bigint: of these, both',
    lots_received: 'bigint: lots that came of these lines',
    lots_refused: 'bigint: of these, lots on which quality’s last word is fail',
    last_received_at: 'timestamp: when the last of it came',
  },
);
