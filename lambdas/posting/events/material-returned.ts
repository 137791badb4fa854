import { materialReturned as event } from '../../../events/material-returned.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting, type UsedLot, usedLots } from './define-posting.ts';

/** Reduces the quantity recorded as consumed on the order, or returns what a completed part of it consumed. */
export interface MaterialReturned {
  order: string;
  item: string;
  quantity: OdooQuantity;
  lots?: UsedLot[];
}

export const materialReturned = definePosting(
  event,
  (data, codes): MaterialReturned => ({
    order: data.order,
    item: codes.item(data.item),
    quantity: codes.quantity(data.quantity),
    ...(data.lots && { lots: usedLots(data.lots, codes) }),
  }),
);
