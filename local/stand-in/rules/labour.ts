import { type Fields, textIfGiven, timeIfGiven } from '../fields.ts';
import type { Production } from '../model/productions.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

export interface Labour {
  operation: string | undefined;
  workCenter: string | undefined;
  start: string;
  end: string;
  note: string | undefined;
  at: string;
}

export function readLabour(fields: Fields, at: string): Labour {
  const start = timeIfGiven(fields, 'start', at);
  const end = timeIfGiven(fields, 'end', at);
  if (start === undefined || end === undefined || end < start)
    throw new Refusal('malformed-posting', `Field ${at} must have a start and an end after it.`, at);
  return {
    operation: textIfGiven(fields, 'operation', at),
    workCenter: textIfGiven(fields, 'work_center', at),
    start,
    end,
    note: textIfGiven(fields, 'note', at),
    at,
  };
}

interface WorkOrder {
  id: number;
  name: string;
  work_center_id: number;
}

/** Finds the order's operation by its name, else by its work center, else takes the first. */
export function recordLabour(desk: Desk, order: Production, labour: Labour): void {
  const center =
    labour.workCenter === undefined ? undefined : workCenterOf(desk, labour.workCenter, labour.at);
  const operations = desk.books.all<WorkOrder>(
    'SELECT id, name, work_center_id FROM work_order WHERE production_id = ? ORDER BY id',
    order.id,
  );
  const operation = operations.find(
    ({ name, work_center_id }) =>
      (labour.operation === undefined || name === labour.operation) &&
      (center === undefined || work_center_id === center),
  );
  if (operation === undefined)
    throw new Refusal(
      'unknown-work-center',
      `Order ${order.first_name} has no operation ${labour.operation ?? labour.workCenter ?? ''}.`,
      labour.operation === undefined ? `${labour.at}/workCenter` : `${labour.at}/operation`,
    );
  desk.books.run(
    'INSERT INTO labour (work_order_id, work_center_id, started, ended, note) VALUES (?, ?, ?, ?, ?)',
    operation.id,
    center ?? operation.work_center_id,
    labour.start,
    labour.end,
    labour.note ?? null,
  );
}

function workCenterOf(desk: Desk, code: string, at: string): number {
  const found = desk.books.one<{ id: number }>(
    'SELECT id FROM work_center WHERE code = ?1 OR name = ?1',
    code,
  );
  if (found === undefined)
    throw new Refusal('unknown-work-center', `There is no work center ${code}.`, `${at}/workCenter`);
  return found.id;
}
