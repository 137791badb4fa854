import type { EventKey } from '../../events/identity.ts';
import type { EventRecord, EventStatus } from '../ledger/records.ts';

/** What comparing needs to know of an event: what it asks of Odoo, in Odoo's codes and units. */
export interface Flight {
  eventKey: EventKey;
  /** `production.reported` */
  operation: string;
  status: EventStatus;
  /** when it happened, RFC 3339 */
  time: string;
  acceptedAt: string;
  stream: string;
  payload: object;
  /** code of the reason why it was quarantined */
  reason?: string;
  /** the operator who left it out, and the note */
  skipped?: { by: string; note?: string };
}

/** Odoo's times are whole seconds: an event is booked at its second. */
export const second = (time: string): number => Math.floor(Date.parse(time) / 1000);

export const isBooked = ({ eventKey, status }: Flight, booked: ReadonlySet<string>): boolean =>
  status === 'posted' || booked.has(eventKey);

/** Who left the event out of Odoo, by the last decision about it. */
export const skippedBy = ({ decisions = [] }: Pick<EventRecord, 'decisions'>): Flight['skipped'] => {
  const last = decisions.findLast(({ action }) => action === 'skip');
  return last && { by: last.by, ...(last.note && { note: last.note }) };
};

export const inOrder = (a: Flight, b: Flight): number =>
  second(a.time) - second(b.time) || (a.acceptedAt < b.acceptedAt ? -1 : a.acceptedAt > b.acceptedAt ? 1 : 0);
