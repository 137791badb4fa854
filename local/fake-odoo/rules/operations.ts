import type { Desk } from '../desk.ts';
import {
  type Fields,
  listAt,
  malformed,
  momentAt,
  onlyKeys,
  optionalTextAt,
  Refusal,
  textAt,
} from '../fields.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import type { Production } from '../records/production-orders.ts';
import { type WorkOrder, workOrdersOf } from '../records/work-orders.ts';
import { familyAt, openOrder } from './lookups.ts';

/** An operation of an order, as long as nothing of the order was reported. */
export function operationAt(desk: Desk, payload: Fields): { part: Production; workOrder: WorkOrder } {
  const order = textAt(payload, 'order', '/data/order');
  const family = familyAt(desk, order);
  if (family.some(({ state }) => state === 'done'))
    throw refuseNotModelled('operations of a reported order', '/data/order');
  const part = openOrder(family, order);
  return { part, workOrder: operationOfPart(desk, part, payload, '/data') };
}

function operationOfPart(desk: Desk, part: Production, entry: Fields, pointer: string): WorkOrder {
  const operation = optionalTextAt(entry, 'operation', `${pointer}/operation`);
  const center = optionalTextAt(entry, 'work_center', `${pointer}/workCenter`);
  const [found, another] = workOrdersOf(desk.books, part).filter(({ name, work_center_id }) => {
    const at = desk.books.one<{ code: string; name: string }>(
      'SELECT * FROM work_center WHERE id = ?',
      work_center_id,
    );
    return ['', name].includes(operation) && ['', at?.code, at?.name].includes(center);
  });
  if (found !== undefined && another === undefined) return found;
  const which = found === undefined ? 'no operation' : 'several operations';
  throw new Refusal(
    'unknown-work-center',
    `order ${part.name} has ${which} for ${operation || center || 'any operation'}`,
    `${pointer}/${operation ? 'operation' : 'workCenter'}`,
  );
}

/** Reads what every event about an operation's state says. */
export function operationOf(desk: Desk, given: unknown, keys: readonly string[] = []) {
  const payload = onlyKeys(given, ['order', 'operation', 'work_center', 'note', ...keys], '/data');
  const note = optionalTextAt(payload, 'note', '/data/note', 500);
  return { payload, note, order: String(payload.order), ...operationAt(desk, payload) };
}

export function operationDone(order: string, { name, finished }: WorkOrder): Refusal {
  const message = `operation ${name} of order ${order} was finished at ${finished} UTC`;
  return new Refusal('operation-done', message, '/data');
}

interface Span {
  start: string;
  end: string;
}

/** Real times as rows on the operations of the part that is reported. */
export function writeLabour(desk: Desk, order: Production, payload: Fields): void {
  for (const [index, each] of listAt(payload, 'labour', '/data/labour').entries()) {
    const pointer = `/data/labour/${index}`;
    const entry = onlyKeys(each, ['operation', 'work_center', 'start', 'end', 'note'], pointer);
    const span = spanOf(entry, pointer);
    const workOrder = operationOfPart(desk, order, entry, pointer);
    addLabour(desk, workOrder, span, optionalTextAt(entry, 'note', `${pointer}/note`, 500));
  }
}

export function spanOf(entry: Fields, pointer: string): Span {
  const start = momentAt(entry, 'start', `${pointer}/startedAt`);
  const end = momentAt(entry, 'end', `${pointer}/endedAt`);
  if (end <= start) throw malformed(`${pointer}/endedAt`, 'labour must end after it starts');
  return { start, end };
}

/** Returns the id of the row. */
export function addLabour(desk: Desk, workOrder: WorkOrder, { start, end }: Span, note: string): number {
  return desk.books.run(
    'INSERT INTO labour (work_order_id, work_center_id, started, ended, note) VALUES (?, ?, ?, ?, ?)',
    workOrder.id,
    workOrder.work_center_id,
    start,
    end,
    note,
  );
}
