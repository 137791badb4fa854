import type { AcceptRow } from './accept-events.ts';

export const isTaken = (row: AcceptRow): boolean => row.status === 'accepted' || row.status === 'duplicate';

export const titles = { 400: 'Bad Request', 403: 'Forbidden', 422: 'Unprocessable Content' };

/** The row of an answer that says what became of one event. */
export const rowAnswer = (row: AcceptRow) => {
  if (row.status === 'rejected') {
    const { httpStatus, ...rest } = row;
    return { ...rest, problem: { status: httpStatus, title: titles[httpStatus] } };
  }
  const problem = row.status === 'conflict' && { problem: { status: 409, title: 'Conflict' } };
  return { ...row, ...problem, statusUrl: `/v1/events/${row.eventKey}` };
};
