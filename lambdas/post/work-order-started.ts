import { workOrderStarted as event } from '../../events/work-order-started.ts';
import { definePosting } from './define-posting.ts';
import { type AtOperation, atOperation } from './work-order.ts';

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
