import { begin, workDocument } from './model/work-orders.ts';
import { ranFrom } from './model/work-times.ts';
import type { Procedure } from './procedures.ts';
import { operationDone, operationOf } from './rules/operations.ts';

/** An operation began, or went on after a pause. */
export const procedure: Procedure = {
  operation: 'work-order.started',
  book: (desk, given) => {
    const { order, note, workOrder } = operationOf(desk, given);
    if (workOrder.state === 'done' && desk.moment >= (workOrder.finished ?? ''))
      throw operationDone(order, workOrder);
    if (ranFrom(desk.books, workOrder, desk.moment, note)) begin(desk.books, workOrder, desk.moment);
    return workDocument(desk.books, 'mrp.workorder', workOrder.id);
  },
};
