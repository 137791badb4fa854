import { workOrderFinished as event } from '../../../events/work-order-finished.ts';
import type { OdooQuantity } from '../../odoo/units.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

export interface WorkOrderFinished extends AtOperation {
  /** good quantity; absent: the whole remaining quantity */
  quantity?: OdooQuantity;
  note?: string;
}

export const workOrderFinished = definePosting(
  event,
  (data, codes): WorkOrderFinished => ({
    ...atOperation(data, codes),
    ...(data.quantity && { quantity: codes.quantity(data.quantity) }),
    ...(data.note && { note: data.note }),
  }),
);
