import { workDocument } from './model/work-orders.ts';
import { stopAt } from './model/work-times.ts';
import type { Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { operationOf, stopAfterReport } from './rules/operations.ts';

/** An operation was interrupted: in progress still, and no time runs. */
export const procedure: Procedure = {
  operation: 'work-order.paused',
  book: (desk, given) => {
    const said = operationOf(desk, given);
    const { order, note, workOrder } = said;
    const later = said.later.map((each) => each.workOrder);
    if (!stopAt(desk.books, workOrder, later, desk.moment, note) && !stopAfterReport(desk, said, note)) {
      const message = `operation ${workOrder.name} of order ${order} was not running at ${desk.moment} UTC`;
      throw new Refusal('operation-not-running', message, '/data');
    }
    return workDocument(desk.books, 'mrp.workorder', workOrder.id);
  },
};
