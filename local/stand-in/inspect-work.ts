import type { Books } from './model/books.ts';
import type { Production } from './model/productions.ts';
import { type WorkOrder, workOrdersOf } from './model/work-orders.ts';

export interface WorkOrderSeen {
  operation: string;
  state: WorkOrder['state'];
  started: string | undefined;
  finished: string | undefined;
}

export interface WorkTimeSeen {
  operation: string;
  part: string;
  start: string;
  end: string | undefined;
  note: string;
}

export const workOrdersSeen = (books: Books, family: Production[]): WorkOrderSeen[][] =>
  family.map((part) =>
    workOrdersOf(books, part).map(({ name, state, started, finished }) => ({
      operation: name,
      state,
      started: started ?? undefined,
      finished: finished ?? undefined,
    })),
  );

export const workTimesSeen = (books: Books, family: Production[]): WorkTimeSeen[] =>
  family
    .flatMap((part) =>
      books
        .all<{ id: number; operation: string; started: string; ended: string | null; note: string | null }>(
          `SELECT labour.id, work_order.name AS operation, labour.started, labour.ended, labour.note FROM labour
             JOIN work_order ON work_order.id = labour.work_order_id WHERE production_id = ?`,
          part.id,
        )
        .map((time) => ({ ...time, part: part.name })),
    )
    .sort((left, right) =>
      left.started === right.started ? left.id - right.id : left.started < right.started ? -1 : 1,
    )
    .map(({ operation, part, started, ended, note }) => ({
      operation,
      part,
      start: started,
      end: ended ?? undefined,
      note: note ?? '',
    }));
