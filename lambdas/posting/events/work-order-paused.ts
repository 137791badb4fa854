import { workOrderPaused as event } from '../../../events/work-order-paused.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

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
