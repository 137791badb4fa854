import type { Desk, Procedure } from '../desk.ts';
import { listAt, malformed, momentAt, onlyKeys, optionalTextAt, Refusal, textAt } from '../fields.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import {
  type Contact,
  deliveryAddress,
  findContacts,
  findSalesOrders,
  insertSalesOrder,
  type NewLine,
} from '../records/sales-orders.ts';
import { factorBetween } from '../records/units.ts';
import { amountAt, itemOf, unitOf } from '../rules/lookups.ts';

/** A customer ordered in a shop. */
export const salesOrderPlaced: Procedure = (desk, given) => {
  const keys = ['reference', 'customer', 'deliver_to', 'requested', 'lines', 'note'];
  const payload = onlyKeys(given, keys, '/data');
  const reference = textAt(payload, 'reference', '/data/order');
  const placed = findSalesOrders(desk.books, reference).find(
    ({ warehouse_id }) => warehouse_id === desk.warehouse.id,
  );
  if (placed !== undefined) {
    const message = `${placed.name} is the sales order of ${reference} already`;
    throw new Refusal('sales-order-exists', message, '/data/order');
  }
  const customer = customerOf(desk, textAt(payload, 'customer', '/data/customer'));
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'an order has lines');
  const lines = entries.map((entry, index) => lineOf(desk, entry, `/data/lines/${index}`));
  if ('deliver_to' in payload) throw refuseNotModelled('sales terms', '/data/deliverTo');
  const deliverTo = deliveryAddress(desk.books, customer);
  const requested = 'requested' in payload ? momentAt(payload, 'requested', '/data/requestedAt') : null;
  const note = optionalTextAt(payload, 'note', '/data/note', 1000);
  const header = {
    reference,
    warehouse_id: desk.warehouse.id,
    customer_id: customer.id,
    deliver_to: deliverTo.id,
    ordered: desk.moment,
    requested,
    note: note === '' ? null : note,
  };
  const { id, name } = insertSalesOrder(desk.books, header, lines, desk.moment);
  return { model: 'sale.order', id, name };
};

function customerOf(desk: Desk, code: string): Contact {
  const [found, another] = findContacts(desk.books, code);
  if (found !== undefined && another === undefined) return found;
  const count = found === undefined ? 'no' : 'more than one';
  const message = `Odoo has ${count} contact with reference or barcode ${code}`;
  throw new Refusal('unknown-partner', message, '/data/customer');
}

function lineOf(desk: Desk, given: unknown, pointer: string): NewLine {
  const entry = onlyKeys(given, ['line', 'item', 'quantity', 'price'], pointer);
  const item = itemOf(desk, textAt(entry, 'item', `${pointer}/item`), `${pointer}/item`);
  if (item.for_sale === 0)
    throw new Refusal('item-not-for-sale', `${item.code} is not for sale in Odoo`, `${pointer}/item`);
  amountAt(entry, 'quantity', item, `${pointer}/quantity`);
  const { value, uom } = entry.quantity as { value: number; uom: string };
  if ('price' in entry) throw refuseNotModelled('sales terms', `${pointer}/unitPrice`);
  const line = {
    item_id: item.id,
    name: optionalTextAt(entry, 'line', `${pointer}/line`) || null,
    quantity: amountAt({ quantity: { value, uom } }, 'quantity', { ...item, uom }, `${pointer}/quantity`),
    uom: unitOf(uom, `${pointer}/quantity/unit`),
  };
  // Odoo's own price of a product is 1 until somebody sets it.
  return { ...line, price: factorBetween(uom, item.uom) };
}
