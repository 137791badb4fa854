import { type Fields, listAt, malformed, momentAt, onlyKeys, optionalTextAt } from '../fields.ts';
import type { Production } from '../model/productions.ts';
import type { WorkOrder } from '../model/work-orders.ts';
import type { Desk } from '../procedures.ts';
import { operationNow } from './operations.ts';

interface Span {
  start: string;
  end: string;
}

/** Real times as rows on the order's operations. */
export function writeLabour(desk: Desk, family: Production[], order: Production, payload: Fields): void {
  for (const [index, each] of listAt(payload, 'labour', '/data/labour').entries()) {
    const pointer = `/data/labour/${index}`;
    const entry = onlyKeys(each, ['operation', 'work_center', 'start', 'end', 'note'], pointer);
    const span = spanOf(entry, pointer);
    const workOrder = operationNow(desk, family, order, entry, pointer);
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
