import type { Books } from './books.ts';
import type { WorkOrder } from './work-orders.ts';

/** A time that an operation ran, from start to pause or finish; it runs while it has no end. */
export interface WorkTime {
  id: number;
  work_order_id: number;
  started: string;
  ended: string | null;
  note: string | null;
}

const ran = 'ran';

export function timesOf(books: Books, { id }: Pick<WorkOrder, 'id'>): WorkTime[] {
  return books.all<WorkTime>(
    'SELECT * FROM labour WHERE work_order_id = ? AND kind = ? ORDER BY started, id',
    id,
    ran,
  );
}

export function addTime(
  books: Books,
  { id, work_center_id }: WorkOrder,
  started: string,
  ended: string | null,
  note: string | null,
): void {
  books.run(
    'INSERT INTO labour (work_order_id, work_center_id, started, ended, note, kind) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    work_center_id,
    started,
    ended,
    note,
    ran,
  );
}

/** A start at any place of what is known so far; false when it was known. While it ran, it divides the time. */
export function ranFrom(books: Books, workOrder: WorkOrder, moment: string, note: string): boolean {
  let until = workOrder.state === 'done' ? workOrder.finished : null;
  for (const time of timesOf(books, workOrder)) {
    if (time.started === moment) return false;
    if (time.started > moment) {
      until = time.started;
      break;
    }
    if (time.ended === null || time.ended > moment) {
      until = time.ended;
      books.run('UPDATE labour SET ended = ? WHERE id = ?', moment, time.id);
      break;
    }
  }
  addTime(books, workOrder, moment, until, note);
  return true;
}

/** Ends the stretch that ran at that moment, and takes back what a report carried over from it; false if none ran. */
export function stopAt(
  books: Books,
  workOrder: WorkOrder,
  later: WorkOrder[],
  moment: string,
  note: string,
): boolean {
  const time = timesOf(books, workOrder).findLast(
    ({ started, ended }) => started <= moment && (ended === null || ended >= moment),
  );
  if (time === undefined) return false;
  endTime(books, time, moment, note);
  let carried = time.ended;
  for (const next of later.flatMap((each) => timesOf(books, each))) {
    if (carried === null || next.started !== carried) continue;
    carried = next.ended;
    books.run('DELETE FROM labour WHERE id = ?', next.id);
  }
  return true;
}

export function endTime(books: Books, time: WorkTime, moment: string, note: string): void {
  const joined = time.note && note ? `${time.note}; ${note}` : time.note || note;
  books.run('UPDATE labour SET ended = ?, note = ? WHERE id = ?', moment, joined, time.id);
}
