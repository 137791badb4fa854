import { stockCounted as event } from '../../../events/stock-counted.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface StockCounted {
  item: string;
  location: string;
  /** the counted quantity; zero is allowed */
  quantity: OdooQuantity;
  lot?: string;
  reason?: string;
  counted_by?: string;
}

export const stockCounted = definePosting(
  event,
  (data, codes): StockCounted => ({
    item: codes.item(data.item),
    location: codes.location(data.location),
    quantity: codes.quantity(data.quantity),
    ...(data.lot && { lot: data.lot }),
    ...(data.reason && { reason: data.reason }),
    ...(data.countedBy && { counted_by: data.countedBy }),
  }),
);
