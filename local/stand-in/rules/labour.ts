import { listAt, malformed, momentAt, onlyKeys, optionalTextAt } from '../fields.ts';
import type { Production } from '../model/productions.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

interface WorkOrder {
  id: number;
  name: string;
  work_center_id: number;
  center_code: string;
  center_name: string;
}

/** Real times as rows on the order's operations. */
export function writeLabour(desk: Desk, order: Production, payload: Readonly<Record<string, unknown>>): void {
  for (const [index, each] of listAt(payload, 'labour', '/data/labour').entries()) {
    const pointer = `/data/labour/${index}`;
    const entry = onlyKeys(each, ['operation', 'work_center', 'start', 'end', 'note'], pointer);
    const start = momentAt(entry, 'start', `${pointer}/startedAt`);
    const end = momentAt(entry, 'end', `${pointer}/endedAt`);
    if (end <= start) throw malformed(`${pointer}/endedAt`, 'labour must end after it starts');
    const operation = optionalTextAt(entry, 'operation', `${pointer}/operation`);
    const center = optionalTextAt(entry, 'work_center', `${pointer}/workCenter`);
    const workOrder = workOrderOf(desk, order, operation, center, pointer);
    desk.books.run(
      'INSERT INTO labour (work_order_id, work_center_id, started, ended, note) VALUES (?, ?, ?, ?, ?)',
      workOrder.id,
      workOrder.work_center_id,
      start,
      end,
      optionalTextAt(entry, 'note', `${pointer}/note`, 500),
    );
  }
}

/** The one operation of this name and at this work centre. */
export function workOrderOf(
  desk: Desk,
  order: Production,
  operation: string,
  center: string,
  pointer: string,
): WorkOrder {
  const found = desk.books
    .all<WorkOrder>(
      `SELECT work_order.*, work_center.code AS center_code, work_center.name AS center_name FROM work_order
         JOIN work_center ON work_center.id = work_order.work_center_id WHERE production_id = ?`,
      order.id,
    )
    .filter(
      ({ name, center_code, center_name }) =>
        ['', name].includes(operation) && ['', center_code, center_name].includes(center),
    );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const which = found.length > 0 ? 'several operations' : 'no operation';
  const where = operation || center || 'any operation';
  throw new Refusal(
    'unknown-work-center',
    `order ${order.name} has ${which} for ${where}`,
    `${pointer}/${operation === '' ? 'workCenter' : 'operation'}`,
  );
}
