import {
  ambiguous,
  type Desk,
  listAt,
  malformed,
  momentAt,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { factorBetween, round } from '../records/items.ts';
import {
  type Contact,
  deliveryAddress,
  findContacts,
  findSalesOrders,
  insertSalesOrder,
  type NewLine,
} from '../records/sales-orders.ts';
import { checkRounding, type Sent, sameAmount, sentAt } from '../rules/kept.ts';
import { itemOf } from '../rules/lookups.ts';

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
  const contacts = findContacts(desk.books, code);
  const [found, another] = contacts;
  const none = `Odoo has no contact with reference, barcode or name ${code}`;
  if (found === undefined) throw new Refusal('unknown-partner', none, '/data/customer');
  if (another === undefined) return found;
  const labels = contacts.map(({ id, name }) => `#${id} ${name}`);
  throw ambiguous('contacts with reference, barcode or name', code, labels, '/data/customer');
}

function lineOf(desk: Desk, given: unknown, pointer: string): NewLine {
  const entry = onlyKeys(given, ['line', 'item', 'quantity', 'price'], pointer);
  const item = itemOf(desk, textAt(entry, 'item', `${pointer}/item`), `${pointer}/item`);
  if (item.for_sale === 0)
    throw new Refusal('item-not-for-sale', `${item.code} is not for sale in Odoo`, `${pointer}/item`);
  const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
  checkRounding(desk, sent);
  if ('price' in entry) throw refuseNotModelled('sales terms', `${pointer}/unitPrice`);
  const name = optionalTextAt(entry, 'line', `${pointer}/line`) || null;
  const { quantity, uom } = orderedOf(sent);
  // Odoo's own price of a product is 1 until somebody sets it.
  return { item_id: item.id, name, quantity, uom, price: factorBetween(uom, item.uom) };
}

/** In the unit that was sent, unless Odoo would round it there: 0.0045 tonnes are none. */
function orderedOf({ item, value, given, amount }: Sent): Pick<NewLine, 'quantity' | 'uom'> {
  const quantity = round(value);
  return sameAmount(quantity, value) ? { quantity, uom: given } : { quantity: amount, uom: item.uom };
}
