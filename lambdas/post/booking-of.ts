import { lotsKept } from '../ledger/lots-kept.ts';
import type { Booking } from '../ledger/records.ts';

type Said = { [Part in keyof Booking]: Booking[Part] | undefined } & Pick<Booking, 'document'>;

/** What Odoo said of an event it booked, and only that. */
export const bookingOf = ({ document, lots = [], warnings = [] }: Said): Booking => ({
  document,
  ...(lots.length > 0 && { lots }),
  ...(warnings.length > 0 && { warnings }),
});

/** As much of it as the record of the event has room for. */
export const withLotsKept = ({ lots, ...booking }: Booking): Booking => ({
  ...booking,
  ...(lots && { lots: lotsKept(lots) }),
});
