import { workOrderPaused as event } from '../../events/work-order-paused.ts';
import { definePosting } from './define-posting.ts';
import { type AtOperation, atOperation } from './work-order.ts';

export interface WorkOrderPaused extends AtOperation {
  note?: string;
}

export const workOrderPaused = definePosting(
  event,
  (data, crosswalk): WorkOrderPaused => ({
    ...atOperation(data, crosswalk),
    ...(data.reason && { note: data.reason }),
  }),
);
