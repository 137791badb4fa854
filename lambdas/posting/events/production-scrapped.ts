import { productionScrapped as event } from '../../../events/production-scrapped.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface ProductionScrapped {
  order: string;
  /** absent: the order's own product */
  item?: string;
  quantity: OdooQuantity;
  lot?: string;
  reason?: string;
}

export const productionScrapped = definePosting(
  event,
  (data, codes): ProductionScrapped => ({
    order: data.order,
    ...(data.item && { item: codes.item(data.item) }),
    quantity: codes.quantity(data.quantity),
    ...(data.lot && { lot: data.lot }),
    ...(data.reason && { reason: codes.scrapReason(data.reason) }),
  }),
);
