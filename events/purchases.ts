import * as z from 'zod';
import {
  businessPartner,
  code,
  duplicatesIn,
  lotNumber,
  producedSerial,
  quantity,
  timestamp,
} from './fields.ts';

/** Fields that the events of a purchase order share. */

export const purchaseOrder = code('Purchase order', 'OperationsRequest ID').meta({
  id: 'purchase-order-name',
  description: 'name of the purchase order in Odoo',
  examples: ['P00012'],
});
export const supplier = businessPartner('Supplier').meta({
  id: 'supplier',
  description: 'when given, it must be the supplier that the order was placed with',
});
export const position = z.int().min(1).max(1000).meta({
  id: 'order-line',
  title: 'Order line',
  description: 'place of the line on the order, 1 for the first; needed only where two lines order one item',
});

/** Goods by lot that arrive or are in transit, in the unit of the line; they must add up to the line. */
export const arrivingLots = z
  .array(z.strictObject({ number: lotNumber, quantity, expiresAt: timestamp.optional() }))
  .min(1)
  .max(200)
  .meta({ id: 'arriving-lots', isa95: 'MaterialLot' });
export const arrivingSerials = z.array(producedSerial).min(1).max(1000);

interface Arrival {
  lots?: unknown[] | undefined;
  serials?: { number: string }[] | undefined;
}

export const lotsOrSerials = (line: Arrival, context: z.RefinementCtx): void => {
  if (line.lots && line.serials)
    context.addIssue({
      code: 'custom',
      path: ['serials'],
      message: 'give lots or serials, not both',
      params: { rule: 'lot-or-serials' },
    });
  const serials = line.serials?.map(({ number }) => number) ?? [];
  duplicatesIn(serials, (index) => ['serials', index, 'number'], 'serial number', context);
};

export const purchaseOrderingKey = (data: { purchaseOrder: string }): string =>
  `purchase-order/${data.purchaseOrder}`;
