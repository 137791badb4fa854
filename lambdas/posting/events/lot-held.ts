import { lotHeld as event } from '../../../events/lot-held.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { definePosting } from './define-posting.ts';

export interface LotHeld {
  item: string;
  lot: string;
  /** absent: all of the lot that the company has where there is a hold place */
  quantity?: OdooQuantity;
  reason?: string;
  person?: string;
}

export const lotHeld = definePosting(
  event,
  ({ item, lot, quantity, reason, heldBy }, codes): LotHeld => ({
    item: codes.item(item),
    lot,
    ...(quantity && { quantity: codes.quantity(quantity) }),
    ...(reason && { reason }),
    ...(heldBy && { person: heldBy }),
  }),
);
