import { workOrderStarted as event } from '../../../events/work-order-started.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

export interface WorkOrderStarted extends AtOperation {
  note?: string;
}

export const workOrderStarted = definePosting(
  event,
  (data, crosswalk): WorkOrderStarted => ({
    ...atOperation(data, crosswalk),
    ...(data.note && { note: data.note }),
  }),
);
