import { workOrderPaused as event } from '../../../events/work-order-paused.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

export interface WorkOrderPaused extends AtOperation {
  note?: string;
}

export const workOrderPaused = definePosting(
  event,
  (data, codes): WorkOrderPaused => ({
    ...atOperation(data, codes),
    ...(data.reason && { note: data.reason }),
  }),
);
