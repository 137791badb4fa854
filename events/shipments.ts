import * as z from 'zod';
import { code, consumedLots, duplicatesIn, item, lotsAddUp, quantity, serialNumber } from './fields.ts';

/** The delivery that goods left with, or came back from. */
export const delivery = code('Delivery', 'OperationsRequest ID').meta({
  description:
    'name of the delivery in Odoo, or of its pick or pack, as first given: the rest after a partial shipment keeps it',
  examples: ['OSL/OUT/00012'],
});

/** An item of a delivery, by lot or serial. `what` says what the quantity is. */
export const deliveredItem = (what: string) =>
  z
    .strictObject({
      item,
      quantity: quantity.meta({ description: what }),
      lots: consumedLots.optional(),
      serials: z.array(serialNumber).min(1).max(500).optional(),
    })
    .superRefine((delivered, context) => {
      lotsAddUp(delivered, context);
      if (delivered.lots && delivered.serials)
        context.addIssue({
          code: 'custom',
          path: ['serials'],
          message: 'must not be given beside lots',
          params: { rule: 'lot-or-serials' },
        });
      duplicatesIn(delivered.serials ?? [], (index) => ['serials', index], 'serial', context);
    });

/** Adds the finding that an item is named twice, if one is. */
export const itemsOnce = (lines: readonly { item: string }[], context: z.RefinementCtx): void =>
  duplicatesIn(
    lines.map((line) => line.item),
    (index) => ['lines', index, 'item'],
    'item',
    context,
  );

/** All messages about one delivery have one ordering key. */
export const orderingKeyOfDelivery = (shipment: { delivery: string }): string =>
  `delivery/${shipment.delivery}`;
