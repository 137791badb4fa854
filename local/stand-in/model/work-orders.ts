import type { OdooDocument } from '../../../events/booking.ts';
import type { Books } from './books.ts';
import type { Production } from './productions.ts';
import { compare, round } from './units.ts';
import { addTime, timesOf, type WorkTime } from './work-times.ts';

/** An operation of one part of an order. */
export interface WorkOrder {
  id: number;
  production_id: number;
  name: string;
  work_center_id: number;
  state: 'ready' | 'progress' | 'done' | 'cancel';
  started: string | null;
  finished: string | null;
  /** good quantity that left the operation */
  produced: number;
  /** quantity that had passed the operation when the part was split off */
  carried: number;
}

export function workOrdersOf(books: Books, part: Pick<Production, 'id'>): WorkOrder[] {
  return books.all<WorkOrder>('SELECT * FROM work_order WHERE production_id = ? ORDER BY id', part.id);
}

const isOpen = ({ state }: WorkOrder): boolean => state === 'ready' || state === 'progress';

/** What the operations make of the state of an order that is open; undefined when they say nothing. */
export function workState(books: Books, part: Production): 'to_close' | 'progress' | undefined {
  const workOrders = workOrdersOf(books, part);
  if (workOrders.length === 0) return undefined;
  if (!workOrders.some(isOpen)) return 'to_close';
  return workOrders.some(({ state }) => state === 'progress' || state === 'done') ? 'progress' : undefined;
}

export const remaining = (part: Production, { carried, produced }: WorkOrder): number =>
  Math.max(0, round(part.planned - carried - produced));

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

/** With the order, whatever is open is done. Returns the times that ran. */
export function finishWorkOrders(
  books: Books,
  part: Production,
  quantity: number,
  moment: string,
): WorkTime[] {
  const workOrders = workOrdersOf(books, part);
  const running = workOrders.flatMap((each) => timesOf(books, each)).filter(({ ended }) => ended === null);
  for (const { id, started } of running)
    books.run('UPDATE labour SET ended = ? WHERE id = ?', started > moment ? started : moment, id);
  for (const workOrder of workOrders.filter(isOpen)) {
    const produced = compare(workOrder.produced, 0) === 0 ? quantity : workOrder.produced;
    finish(books, workOrder, moment, produced);
    const first = books.one<{ start: string | null }>(
      'SELECT min(started) AS start FROM labour WHERE work_order_id = ?',
      workOrder.id,
    );
    const started = first?.start && first.start < moment ? first.start : moment;
    books.run('UPDATE work_order SET started = ? WHERE id = ?', started, workOrder.id);
  }
  return running;
}

/** An operation that the quantity of the rest has passed already is cancelled there. */
export function splitWorkOrders(books: Books, part: Production, rest: Production): void {
  for (const workOrder of workOrdersOf(books, part)) {
    const left = Math.max(0, round(part.planned - workOrder.carried - workOrder.produced));
    books.run(
      'INSERT INTO work_order (production_id, name, work_center_id, state, carried) VALUES (?, ?, ?, ?, ?)',
      rest.id,
      workOrder.name,
      workOrder.work_center_id,
      compare(left, 0) === 0 ? 'cancel' : 'ready',
      Math.max(0, round(rest.planned - left)),
    );
  }
}

/** What ran when a part was reported goes on in the rest of the order. */
export function carryOn(books: Books, running: WorkTime[], rest: Production, moment: string): void {
  for (const time of running) {
    const from = books.one<WorkOrder>('SELECT * FROM work_order WHERE id = ?', time.work_order_id);
    const successor = workOrdersOf(books, rest).find(
      (each) => isOpen(each) && each.name === from?.name && each.work_center_id === from.work_center_id,
    );
    if (successor === undefined) continue;
    if (time.started < moment) addTime(books, successor, moment, null, time.note);
    else books.run('UPDATE labour SET work_order_id = ?, ended = NULL WHERE id = ?', successor.id, time.id);
    begin(books, successor, time.started < moment ? moment : time.started);
  }
}

/** What a receipt names. Odoo calls a time by its category. */
export function workDocument(books: Books, model: string, id: number): OdooDocument {
  if (model === 'mrp.workcenter.productivity') return { model, id, name: 'Fully Productive Time' };
  const named = books.one<{ name: string }>(
    `SELECT production.name || ' - ' || work_order.name AS name FROM work_order
       JOIN production ON production.id = work_order.production_id WHERE work_order.id = ?`,
    id,
  );
  return { model, id, name: named?.name ?? 'deleted' };
}
