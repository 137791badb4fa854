import { type Fields, onlyKeys, optionalTextAt, textAt } from '../fields.ts';
import type { Production } from '../model/productions.ts';
import { type WorkOrder, workOrdersOf } from '../model/work-orders.ts';
import { endTime, timesOf } from '../model/work-times.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { familyAt, openOrder } from './lookups.ts';

interface Operation {
  part: Production;
  workOrder: WorkOrder;
  /** the same operation in later parts */
  later: { part: Production; workOrder: WorkOrder }[];
}

const isLive = ({ state }: Production): boolean => state === 'confirmed' || state === 'done';

/** The operation in the part that was being made at a moment; a backorder may ask for it no more. */
export function operationAt(desk: Desk, family: Production[], payload: Fields, moment: string): Operation {
  const live = family.filter(isLive);
  const last = live.at(-1) ?? openOrder(family, textAt(payload, 'order', '/data/order'));
  let chosen: { part: Production; workOrder: WorkOrder } | undefined;
  const later: { part: Production; workOrder: WorkOrder }[] = [];
  for (const part of live) {
    const workOrder = matching(desk, part, payload, '/data');
    if (workOrder === undefined) continue;
    const ended = chosen?.part.state === 'done' && (chosen.part.finished ?? '') <= moment;
    if (chosen === undefined || ended) chosen = { part, workOrder };
    else later.push({ part, workOrder });
  }
  if (chosen === undefined) throw unknownOperation(last, 'no operation', payload, '/data');
  return { ...chosen, later };
}

/** The operation in the part that is reported, or in the part before that it was done with. */
export function operationNow(
  desk: Desk,
  family: Production[],
  order: Production,
  entry: Fields,
  pointer: string,
): WorkOrder {
  for (const part of family.filter(isLive).toReversed()) {
    const found = matching(desk, part, entry, pointer);
    if (found !== undefined && part.sequence <= order.sequence) return found;
  }
  throw unknownOperation(order, 'no operation', entry, pointer);
}

/** The operation of just this part. */
export function operationOn(desk: Desk, part: Production, entry: Fields, pointer: string): WorkOrder {
  const found = matching(desk, part, entry, pointer);
  if (found !== undefined) return found;
  throw unknownOperation(part, 'no operation', entry, pointer);
}

function matching(desk: Desk, part: Production, entry: Fields, pointer: string): WorkOrder | undefined {
  const operation = optionalTextAt(entry, 'operation', `${pointer}/operation`);
  const center = optionalTextAt(entry, 'work_center', `${pointer}/workCenter`);
  const found = workOrdersOf(desk.books, part).filter(({ name, state, work_center_id }) => {
    const at = desk.books.one<{ code: string; name: string }>(
      'SELECT * FROM work_center WHERE id = ?',
      work_center_id,
    );
    return state !== 'cancel' && ['', name].includes(operation) && ['', at?.code, at?.name].includes(center);
  });
  if (found.length > 1) throw unknownOperation(part, 'several operations', entry, pointer);
  return found[0];
}

function unknownOperation(part: Production, which: string, entry: Fields, pointer: string): Refusal {
  const { operation, work_center: center } = entry as { operation?: string; work_center?: string };
  return new Refusal(
    'unknown-work-center',
    `order ${part.name} has ${which} for ${operation || center || 'any operation'}`,
    `${pointer}/${operation ? 'operation' : 'workCenter'}`,
  );
}

/** Reads what every event about an operation's state says. */
export function operationOf(desk: Desk, given: unknown, keys: readonly string[] = []) {
  const payload = onlyKeys(given, ['order', 'operation', 'work_center', 'note', ...keys], '/data');
  const order = textAt(payload, 'order', '/data/order');
  const note = optionalTextAt(payload, 'note', '/data/note', 500);
  return { payload, order, note, ...operationAt(desk, familyAt(desk, order), payload, desk.moment) };
}

/** Whether it was finished by the completion of the order, and not by an event of its own. */
export const withTheOrder = ({ part, workOrder }: Pick<Operation, 'part' | 'workOrder'>): boolean =>
  workOrder.state === 'done' && workOrder.finished === part.finished;

/** The last report came before the end of the work that it closed. */
export function stopAfterReport(desk: Desk, operation: Operation, note: string): boolean {
  const { workOrder } = operation;
  if (!withTheOrder(operation) || desk.moment < (workOrder.finished ?? '')) return false;
  const time = timesOf(desk.books, workOrder).find(({ ended }) => ended === workOrder.finished);
  if (time === undefined) return false;
  endTime(desk.books, time, desk.moment, note);
  desk.books.run('UPDATE work_order SET finished = ? WHERE id = ?', desk.moment, workOrder.id);
  return true;
}

export function operationDone(order: string, { name, finished }: WorkOrder): Refusal {
  const message = `operation ${name} of order ${order} was finished at ${finished} UTC`;
  return new Refusal('operation-done', message, '/data');
}
