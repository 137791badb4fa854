import { stockMoved as event } from '../../../events/stock-moved.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting, type UsedLot, usedLots } from './define-posting.ts';

export interface StockMoved {
  item: string;
  quantity: OdooQuantity;
  from: string;
  to: string;
  lots?: UsedLot[];
  reference?: string;
}

export const stockMoved = definePosting(
  event,
  (data, codes): StockMoved => ({
    item: codes.item(data.item),
    quantity: codes.quantity(data.quantity),
    from: codes.location(data.from),
    to: codes.location(data.to),
    ...(data.lots && { lots: usedLots(data.lots, codes) }),
    ...(data.reference && { reference: data.reference }),
  }),
);
