import { itemById } from './model/items.ts';
import { finish, remaining, workDocument } from './model/work-orders.ts';
import { stopAt, timesOf } from './model/work-times.ts';
import type { Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { amountAt } from './rules/lookups.ts';
import { operationDone, operationOf, stopAfterReport, withTheOrder } from './rules/operations.ts';

/** An operation is done; goods and components are moved by a report. */
export const procedure: Procedure = {
  operation: 'work-order.finished',
  book: (desk, given) => {
    const said = operationOf(desk, given, ['quantity']);
    const { payload, part, order, note, workOrder, later } = said;
    const item = itemById(desk.books, part.item_id);
    const quantity = 'quantity' in payload ? amountAt(payload, 'quantity', item, '/data/quantity') : 0;
    const finished = workOrder.state === 'done';
    if (finished && !withTheOrder(said)) throw operationDone(order, workOrder);
    const others = later.map((each) => each.workOrder);
    if (!stopAt(desk.books, workOrder, others, desk.moment, note)) stopAfterReport(desk, said, note);
    for (const each of [workOrder, ...others])
      for (const { started } of timesOf(desk.books, each)) {
        if (started <= desk.moment) continue;
        const message = `operation ${each.name} of order ${order} was started at ${started} UTC, after this end at ${desk.moment} UTC`;
        throw new Refusal('operation-resumed', message, '/data');
      }
    for (const each of [{ part, workOrder }, ...later])
      if (each.workOrder.state !== 'done')
        finish(desk.books, each.workOrder, desk.moment, quantity || remaining(each.part, each.workOrder));
    if (finished) finish(desk.books, workOrder, desk.moment, workOrder.produced);
    return workDocument(desk.books, 'mrp.workorder', workOrder.id);
  },
};
