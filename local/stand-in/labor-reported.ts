import { onlyKeys, optionalTextAt, textAt } from './fields.ts';
import { begin, workDocument } from './model/work-orders.ts';
import type { Procedure } from './procedures.ts';
import { addLabour, spanOf } from './rules/labour.ts';
import { familyAt } from './rules/lookups.ts';
import { operationAt } from './rules/operations.ts';

const keys = ['order', 'operation', 'work_center', 'start', 'end', 'person', 'note'];

/** Somebody worked on an operation, before, during or after the order was made. */
export const procedure: Procedure = {
  operation: 'labor.reported',
  book: (desk, given) => {
    const payload = onlyKeys(given, keys, '/data');
    const span = spanOf(payload, '/data');
    const family = familyAt(desk, textAt(payload, 'order', '/data/order'));
    const { workOrder } = operationAt(desk, family, payload, span.start);
    const person = optionalTextAt(payload, 'person', '/data/person', 200);
    const note = optionalTextAt(payload, 'note', '/data/note', 500);
    const id = addLabour(desk, workOrder, span, person && note ? `${person}: ${note}` : person || note);
    if (workOrder.state !== 'done') begin(desk.books, workOrder, span.start);
    return workDocument(desk.books, 'mrp.workcenter.productivity', id);
  },
};
