import {
  type Fields,
  listAt,
  malformed,
  momentAt,
  numberAt,
  onlyKeys,
  optionalTextAt,
  textAt,
} from './fields.ts';
import { type Contact, deliveryAddress, findContacts } from './model/contacts.ts';
import { currency, findSalesOrders, insertSalesOrder, type NewLine } from './model/sales-orders.ts';
import { factorBetween } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { needSales } from './rules/apps.ts';
import { amountAt, itemOf, unitOf } from './rules/lookups.ts';

/** A customer ordered in a shop. */
export const procedure: Procedure = {
  operation: 'sales-order.placed',
  book: (desk, given) => {
    const keys = ['reference', 'customer', 'deliver_to', 'requested', 'lines', 'note'];
    const payload = onlyKeys(given, keys, '/data');
    needSales(desk, '/type');
    const reference = textAt(payload, 'reference', '/data/order');
    const placed = findSalesOrders(desk.books, reference).find(
      ({ warehouse_id }) => warehouse_id === desk.warehouse.id,
    );
    if (placed !== undefined) {
      const message = `${placed.name} is the sales order of ${reference} already`;
      throw new Refusal('sales-order-exists', message, '/data/order');
    }
    const customer = contactOf(desk, textAt(payload, 'customer', '/data/customer'), '/data/customer');
    const entries = listAt(payload, 'lines', '/data/lines');
    if (entries.length === 0) throw malformed('/data/lines', 'an order has lines');
    const lines = entries.map((entry, index) => lineOf(desk, entry, `/data/lines/${index}`));
    const deliverTo =
      'deliver_to' in payload
        ? contactOf(desk, textAt(payload, 'deliver_to', '/data/deliverTo'), '/data/deliverTo', customer)
        : deliveryAddress(desk.books, customer);
    const requested = 'requested' in payload ? momentAt(payload, 'requested', '/data/requestedAt') : null;
    checkCurrencies(entries as Fields[], customer);
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
  },
};

function contactOf(desk: Desk, code: string, pointer: string, of?: Contact): Contact {
  const [found, another] = findContacts(desk.books, code, of);
  const which = of === undefined ? 'contact' : `contact of ${of.name}`;
  if (found !== undefined && another === undefined) return found;
  const count = found === undefined ? 'no' : 'more than one';
  const message = `Odoo has ${count} ${which} with reference or barcode ${code}`;
  throw new Refusal('unknown-partner', message, pointer);
}

function lineOf(desk: Desk, given: unknown, pointer: string): NewLine {
  const entry = onlyKeys(given, ['line', 'item', 'quantity', 'price'], pointer);
  const item = itemOf(desk, textAt(entry, 'item', `${pointer}/item`), `${pointer}/item`);
  if (item.for_sale === 0)
    throw new Refusal('item-not-for-sale', `${item.code} is not for sale in Odoo`, `${pointer}/item`);
  amountAt(entry, 'quantity', item, `${pointer}/quantity`);
  const { value, uom } = entry.quantity as { value: number; uom: string };
  const line = {
    item_id: item.id,
    name: optionalTextAt(entry, 'line', `${pointer}/line`) || null,
    quantity: amountAt({ quantity: { value, uom } }, 'quantity', { ...item, uom }, `${pointer}/quantity`),
    uom: unitOf(uom, `${pointer}/quantity/unit`),
  };
  // Odoo's own price of a product is 1 until somebody sets it.
  if (!('price' in entry)) return { ...line, price: factorBetween(uom, item.uom) };
  const price = onlyKeys(entry.price, ['value', 'currency'], `${pointer}/unitPrice`);
  textAt(price, 'currency', `${pointer}/unitPrice/currency`);
  return { ...line, price: numberAt(price, 'value', `${pointer}/unitPrice/value`, true) };
}

function checkCurrencies(entries: Fields[], customer: Contact): void {
  for (const [index, entry] of entries.entries()) {
    if (!('price' in entry)) continue;
    const given = (entry.price as { currency: string }).currency;
    if (given === currency) continue;
    const message = `prices of ${customer.name} are in ${currency}, not in ${given}`;
    throw new Refusal('other-currency', message, `/data/lines/${index}/unitPrice/currency`);
  }
}
