import { workOrderStarted as event } from '../../../events/work-order-started.ts';
import { type AtOperation, atOperation, definePosting } from './define-posting.ts';

export interface WorkOrderStarted extends AtOperation {
  note?: string;
}

export const workOrderStarted = definePosting(
  event,
  (data, codes): WorkOrderStarted => ({
    ...atOperation(data, codes),
    ...(data.note && { note: data.note }),
  }),
);
