import type { Procedure } from '../desk.ts';
import { onlyKeys, optionalTextAt, Refusal } from '../fields.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { begin, endTime, finish, startTime, timesOf, workDocument } from '../records/work-orders.ts';
import { addLabour, operationAt, operationDone, operationOf, spanOf } from '../rules/operations.ts';

/** An operation began, or went on after a pause. */
export const workOrderStarted: Procedure = (desk, given) => {
  const { order, note, workOrder } = operationOf(desk, given);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (workOrder.state === 'done' && desk.moment >= (workOrder.finished ?? ''))
    throw operationDone(order, workOrder);
  if (last?.started !== desk.moment) {
    const isLater = last === undefined || (last.ended !== null && last.ended <= desk.moment);
    if (workOrder.state === 'done' || !isLater) throw refuseNotModelled('times out of order', '/time');
    startTime(desk.books, workOrder, desk.moment, note);
    begin(desk.books, workOrder, desk.moment);
  }
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

/** An operation was interrupted: in progress still, and no time runs. */
export const workOrderPaused: Procedure = (desk, given) => {
  const { order, note, workOrder } = operationOf(desk, given);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (last === undefined || (last.ended !== null && last.ended < desk.moment)) {
    const message = `operation ${workOrder.name} of order ${order} was not running at ${desk.moment} UTC`;
    throw new Refusal('operation-not-running', message, '/data');
  }
  if (last.ended !== null || last.started > desk.moment)
    throw refuseNotModelled('times out of order', '/time');
  endTime(desk.books, last, desk.moment, note);
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

/** An operation is done; goods and components are moved by a report. */
export const workOrderFinished: Procedure = (desk, given) => {
  const { payload, part, order, note, workOrder } = operationOf(desk, given, ['quantity']);
  if ('quantity' in payload) throw refuseNotModelled('quantity of an operation', '/data/quantity');
  if (workOrder.state === 'done') throw operationDone(order, workOrder);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (last !== undefined && last.started > desk.moment) {
    const message = `operation ${workOrder.name} of order ${order} was started at ${last.started} UTC, after this end at ${desk.moment} UTC`;
    throw new Refusal('operation-resumed', message, '/data');
  }
  if (last?.ended && last.ended > desk.moment) throw refuseNotModelled('times out of order', '/time');
  if (last?.ended === null) endTime(desk.books, last, desk.moment, note);
  finish(desk.books, workOrder, desk.moment, part.planned);
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

const laborKeys = ['order', 'operation', 'work_center', 'start', 'end', 'person', 'note'];

/** Somebody worked on an operation. */
export const laborReported: Procedure = (desk, given) => {
  const payload = onlyKeys(given, laborKeys, '/data');
  const span = spanOf(payload, '/data');
  const { workOrder } = operationAt(desk, payload);
  const person = optionalTextAt(payload, 'person', '/data/person', 200);
  const note = optionalTextAt(payload, 'note', '/data/note', 500);
  const id = addLabour(desk, workOrder, span, person && note ? `${person}: ${note}` : person || note);
  if (workOrder.state !== 'done') begin(desk.books, workOrder, span.start);
  return workDocument(desk.books, 'mrp.workcenter.productivity', id);
};
