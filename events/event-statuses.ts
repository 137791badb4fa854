import * as z from 'zod';

/**
 * accepted → posting → posted | quarantined, and back: a quarantined event is retried (accepted) or skipped;
 * an event behind a quarantined one of its ordering key is deferred (`parked`) until its turn comes. An event that Odoo
 * never gets is `recorded` from the start.
 */
export const eventStatuses = [
  'accepted',
  'posting',
  'posted',
  'quarantined',
  'parked',
  'skipped',
  'recorded',
] as const;

export const eventStatus = z.enum(eventStatuses).meta({
  description:
    'accepted: recorded, waits in its plant’s queue · posting: being booked · posted: booked, see `document` · quarantined: refused, see `reason`, a person decides · parked: waits behind an earlier event of its order · skipped: a person decided that it is not booked · recorded: kept for good; its type is not sent to Odoo',
});
