/** Why Odoo's side of the gateway may refuse an event: closed, so that every code has its words and its test. */
export const REFUSALS = {
  'unknown-order': 'no production order of this name in the warehouse of the plant',
  'order-not-confirmed': 'the production order is still a draft',
  'order-cancelled': 'the production order was cancelled',
  'order-done': 'the production order and all its backorders are done',
  'unknown-purchase-order': 'no purchase order of this name in the warehouse of the plant',
  'purchase-order-not-confirmed': 'the purchase order is a draft, or waits for approval',
  'purchase-order-cancelled': 'the purchase order was cancelled',
  'nothing-to-receive': 'nothing of it is awaited: it was received, or given up',
  'wrong-supplier': 'the purchase order was placed with another supplier',
  'unknown-item': 'no product, or more than one, has this internal reference or barcode',
  'item-not-on-order': 'the order neither makes, consumes nor buys this item',
  'item-not-tracked': 'a lot or serial was given for an item that Odoo does not track',
  'unknown-unit': 'no unit of measure has this external id',
  'unit-not-convertible': "the unit cannot be converted to the item's own unit",
  'lot-required': 'the item is tracked, and neither the event nor Odoo names a lot or serial',
  'lot-of-other-item': 'the lot exists, but belongs to another item',
  'lot-expired': 'a lot had expired when it was consumed or received',
  'unknown-lot': 'no lot or serial of this name exists for the item',
  'serial-count-mismatch': 'the number of serials is not the quantity',
  'serial-already-produced': 'a serial was produced before',
  'serial-already-received': 'a serial that is on hand was received once more',
  'insufficient-stock':
    'less is on hand than was consumed or scrapped, and the plant does not allow negative stock',
  'unknown-scrap-reason': 'no scrap reason of this name',
  'unknown-location': 'the warehouse has no, or more than one, location of this name',
  'unknown-work-center': 'the order has no, or more than one, operation of this name or at this work centre',
  'quantity-not-positive': 'the quantity is not positive, or rounds to zero in the unit of the item',
  'confirmation-needed': 'Odoo wants a person to confirm, and booked nothing',
  'odoo-refused': "Odoo's own business rules refused; its words are in the message",
  'app-not-installed': 'Odoo does not have the app that keeps these documents',
  'malformed-posting': 'a field of the posting is missing or of the wrong type',
} as const;

export type RefusalCode = keyof typeof REFUSALS;
export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[];

export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code);
}
