/** All refusal codes of the module in Odoo, with their meaning. A test holds this list equal to the module's own codes. */
export const REFUSALS = {
  'unknown-order': 'no production order of this name in the warehouse of the plant',
  'order-not-confirmed': 'the production order is still a draft',
  'order-cancelled': 'the production order was cancelled',
  'order-done': 'the production order and all its backorders are done',
  'unknown-purchase-order': 'no purchase order of this name in the warehouse of the plant',
  'purchase-order-not-confirmed': 'the purchase order is a draft, or waits for approval',
  'purchase-order-cancelled': 'the purchase order was cancelled',
  'nothing-to-receive': 'no open quantity is left: all was received or given up',
  'wrong-supplier': 'the purchase order was placed with another supplier',
  'unknown-item': 'no product has this internal reference, barcode or name',
  'ambiguous-code': 'the code or name is that of several records in Odoo; the message names some of them',
  'item-not-on-order': 'the order neither makes, consumes nor buys this item',
  'item-not-tracked': 'a lot or serial was given for an item that Odoo does not track',
  'item-not-stocked': 'Odoo keeps no stock of the item, because it is a service, a consumable or a kit',
  'unknown-location':
    'no location that holds stock has this full name, name or barcode in the warehouse of the plant',
  'same-location': 'the goods would be moved to where they are',
  'stock-in-packages':
    'the stock there is in packages or belongs to another owner, which the event does not say',
  'unknown-unit': 'no unit of measure has this external id or name',
  'unit-not-convertible': "the unit cannot be converted to the item's own unit",
  'lot-required': 'the item is tracked, and neither the event nor Odoo names a lot or serial',
  'lot-of-other-item': 'the lot exists, but belongs to another item',
  'lot-expired': 'a lot had expired when it was consumed or received',
  'lot-expires-soon': 'a consumed lot was nearer to its expiry than the plant allows',
  'lot-held': 'quality holds the lot, or the goods would leave the hold location without a release',
  'verdict-stands': 'a hold came after a later verdict about the lot, and held nothing',
  'gate-not-set-up': "the plant's profile names no location for goods that are held or reworked",
  'gate-needs-lots': 'the item must be held until quality releases it, but Odoo does not track it by lots',
  'ambiguous-lot': 'several items have a lot of this name, and the question names none of them',
  'unknown-lot': 'no lot or serial of this name exists for the item',
  'serial-count-mismatch': 'the number of serials is not the quantity',
  'serial-already-produced': 'a serial was produced before',
  'serial-elsewhere': 'the serial that was counted is in another location in Odoo',
  'count-contradicted':
    'more has left the location since the count than was counted, and the plant does not allow negative stock',
  'serial-already-received': 'a serial that is on hand was received once more',
  'insufficient-stock':
    'less is on hand than was consumed, scrapped or moved, and the plant does not allow negative stock',
  'nothing-to-return': 'more was returned than the order has recorded or consumed of the item or its lot',
  'unknown-scrap-reason': 'no scrap reason of this name',
  'unknown-work-center':
    'no work centre has this code or name, or the order has no operation of this name or at it',
  'ambiguous-operation': 'the order has several operations of this name or at this work centre',
  'unknown-partner': 'no supplier, customer or address has this reference, barcode or name',
  'sales-order-exists': 'the warehouse already has a sales order with this number',
  'item-not-for-sale': 'Odoo does not let this product be sold',
  'other-currency':
    "a price is in another currency than the customer's price list, or a rate than the company's books",
  'rate-not-yet-valid': 'the rate becomes valid in the future',
  'unknown-delivery': 'no delivery to a customer of this name in the warehouse of the plant',
  'delivery-of-other-order': 'the delivery belongs to another sales order',
  'delivery-not-ready': 'the delivery is a draft, or waits for another operation',
  'delivery-cancelled': 'the delivery was cancelled',
  'nothing-to-deliver': 'the delivery is done, and no backorder of it is open',
  'item-not-on-delivery': 'nothing of this item is to be delivered',
  'app-not-installed': 'an app that the event needs is not installed in Odoo',
  'operation-done': 'the operation was finished before',
  'operation-not-running': 'the operation was not running at that time',
  'operation-resumed': 'the operation was started again after the reported end',
  'quantity-not-positive': 'the quantity is not positive, or rounds to zero in the unit of the item',
  'period-closed':
    'the books, or the valuation of the stock, are closed at the time of the event, and the plant lets no event be booked at another',
  'valued-since':
    'goods were valued after the event in a way that cannot be corrected, and the plant lets no event be booked at another time',
  'quantity-not-kept':
    'Odoo would book another quantity than was sent, or the plant refuses what Odoo has to round',
  'confirmation-needed': 'Odoo asks a person to confirm and booked nothing',
  'odoo-refused': "Odoo's own business rules refused; the message has Odoo's text",
  'not-modelled':
    'the fake Odoo of a local run does not model this; a real Odoo never answers so (docs/fake-odoo.md)',
  'malformed-posting': 'a field of the posting is missing or of the wrong type',
} as const;

export type RefusalCode = keyof typeof REFUSALS;
export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[];

export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code);
}
