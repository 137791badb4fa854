import type { OdooDocument } from '../../../events/booking.ts';
import type { Books } from '../database.ts';
import { compare } from './items.ts';
import type { Production } from './production-orders.ts';

/** An operation of one part of an order. */
export interface WorkOrder {
  id: number;
  production_id: number;
  name: string;
  work_center_id: number;
  state: 'ready' | 'progress' | 'done';
  started: string | null;
  finished: string | null;
  /** good quantity that left the operation */
  produced: number;
}

/** A time that an operation ran, from start to pause or finish; it runs while it has no end. */
export interface WorkTime {
  id: number;
  started: string;
  ended: string | null;
  note: string | null;
}

const ran = 'ran';

export function workOrdersOf(books: Books, part: Pick<Production, 'id'>): WorkOrder[] {
  return books.all<WorkOrder>('SELECT * FROM work_order WHERE production_id = ? ORDER BY id', part.id);
}

const isOpen = ({ state }: WorkOrder): boolean => state !== 'done';

/** The state that its operations give an open order; undefined for an order without operations. */
export function workState(books: Books, part: Production): 'to_close' | 'progress' | undefined {
  const workOrders = workOrdersOf(books, part);
  if (workOrders.length === 0) return undefined;
  if (!workOrders.some(isOpen)) return 'to_close';
  return workOrders.some(({ state }) => state !== 'ready') ? 'progress' : undefined;
}

export function timesOf(books: Books, { id }: Pick<WorkOrder, 'id'>): WorkTime[] {
  return books.all<WorkTime>(
    'SELECT * FROM labour WHERE work_order_id = ? AND kind = ? ORDER BY started, id',
    id,
    ran,
  );
}

const isRunning = ({ ended }: WorkTime): boolean => ended === null;

/** Whether an operation of the part is done, or a time of one runs. */
export const isRunningOrDone = (books: Books, part: Production): boolean =>
  workOrdersOf(books, part).some((each) => !isOpen(each) || timesOf(books, each).some(isRunning));

export function startTime(books: Books, workOrder: WorkOrder, moment: string, note: string): void {
  const insert =
    'INSERT INTO labour (work_order_id, work_center_id, started, note, kind) VALUES (?, ?, ?, ?, ?)';
  books.run(insert, workOrder.id, workOrder.work_center_id, moment, note, ran);
}

export function endTime(books: Books, time: WorkTime, moment: string, note: string): void {
  const joined = time.note && note ? `${time.note}; ${note}` : time.note || note;
  books.run('UPDATE labour SET ended = ?, note = ? WHERE id = ?', moment, joined, time.id);
}

/** In progress since then, or since earlier. */
export function begin(books: Books, { id }: WorkOrder, moment: string): void {
  books.run(
    `UPDATE work_order SET state = CASE state WHEN 'ready' THEN 'progress' ELSE state END,
       started = min(coalesce(started, ?1), ?1) WHERE id = ?2`,
    moment,
    id,
  );
}

export function finish(books: Books, { id }: WorkOrder, moment: string, produced: number): void {
  books.run(
    `UPDATE work_order SET state = 'done', produced = ?1, finished = ?2, started = min(coalesce(started, ?2), ?2)
      WHERE id = ?3`,
    produced,
    moment,
    id,
  );
}

/** Finishes every open operation when the order is completed. */
export function finishWorkOrders(books: Books, part: Production, quantity: number, moment: string): void {
  for (const workOrder of workOrdersOf(books, part).filter(isOpen)) {
    for (const time of timesOf(books, workOrder).filter(isRunning))
      endTime(books, time, time.started > moment ? time.started : moment, '');
    finish(books, workOrder, moment, compare(workOrder.produced, 0) === 0 ? quantity : workOrder.produced);
    const first = books.one<{ start: string | null }>(
      'SELECT min(started) AS start FROM labour WHERE work_order_id = ?',
      workOrder.id,
    );
    const started = first?.start && first.start < moment ? first.start : moment;
    books.run('UPDATE work_order SET started = ? WHERE id = ?', started, workOrder.id);
  }
}

/** The rest of an order has the operations of the part that was reported, all of them still to be done. */
export function copyWorkOrders(books: Books, part: Production, rest: Production): void {
  const insert = 'INSERT INTO work_order (production_id, name, work_center_id) VALUES (?, ?, ?)';
  for (const { name, work_center_id } of workOrdersOf(books, part))
    books.run(insert, rest.id, name, work_center_id);
}

/** The document of an operation or of a working time, which Odoo names by its category. */
export function workDocument(books: Books, model: string, id: number): OdooDocument {
  if (model === 'mrp.workcenter.productivity') return { model, id, name: 'Fully Productive Time' };
  const named = books.one<{ name: string }>(
    `SELECT production.name || ' - ' || work_order.name AS name FROM work_order
       JOIN production ON production.id = work_order.production_id WHERE work_order.id = ?`,
    id,
  );
  return { model, id, name: named?.name ?? 'deleted' };
}
