import { materialConsumed as event } from '../../../events/material-consumed.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting, type UsedLot, usedLots } from './define-posting.ts';

/** Adds to the quantity consumed on the order so far. */
export interface MaterialConsumed {
  order: string;
  item: string;
  quantity: OdooQuantity;
  lots?: UsedLot[];
}

export const materialConsumed = definePosting(
  event,
  (data, codes): MaterialConsumed => ({
    order: data.order,
    item: codes.item(data.item),
    quantity: codes.quantity(data.quantity),
    ...(data.lots && { lots: usedLots(data.lots, codes) }),
  }),
);
