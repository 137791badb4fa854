import type { LotAfterBooking, OdooDocument } from '../../events/booking.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import type { eventStatuses } from '../../events/event-statuses.ts';
import type { EventKey } from '../../events/identity.ts';

export type EventStatus = (typeof eventStatuses)[number];

/** What Odoo said of an event it booked. */
export interface Booking {
  document: OdooDocument;
  /** lots that the event held, released or judged, as they stood when it was booked */
  lots?: readonly LotAfterBooking[];
  /** what was booked although somebody may want to know */
  warnings?: readonly string[];
}

/** Why an event was quarantined, for the person who decides. */
export interface Reason {
  code: string;
  message: string;
  /** JSON Pointer into the event, where one field is to blame */
  pointer?: string;
  /** the plant's own codes that nobody knows in Odoo; an entry in the crosswalk may be all that is missing */
  missing?: PlantCode[];
}

/** What the gateway knows of one event. Times are RFC 3339 in UTC. */
export interface EventRecord {
  eventKey: EventKey;
  status: EventStatus;
  plant: string;
  partner: string;
  orderingKey: string;
  fingerprint: string;
  event: CloudEvent;
  /** arrival; its last three digits are the place in the call, so that sorting by it keeps that order */
  acceptedAt: string;
  /** claims so far */
  attempts: number;
  /** how often Odoo's procedure failed when it was tried alone */
  defects?: number;
  /** in the outbox: recorded, and not yet known to be in the lane's queue */
  unsent: boolean;
  /** while posting: until when the claiming function may still be running */
  leaseUntil?: string;
  settledAt?: string;
  document?: OdooDocument;
  lots?: readonly LotAfterBooking[];
  warnings?: readonly string[];
  reason?: Reason;
  /** operator's decisions, oldest first */
  decisions?: OperatorDecision[];
}

export interface OperatorDecision {
  action: 'retry' | 'skip';
  by: string;
  at: string;
  note?: string;
}

/** A place in the order of a stream. */
export interface Ticket {
  eventKey: EventKey;
  acceptedAt: string;
}

/**
 * An ordering key whose later events must wait. The first waiting event is one that a person must decide about, or one
 * that could not be sent. An ordering key without this record is free.
 */
export interface BlockedKey {
  /** never empty; sorted by arrival */
  waiting: readonly [Ticket, ...Ticket[]];
  /** another one after every change */
  version: string;
}

/** Tickets of a gathering: as one item of the table it must stay below 400 KB. */
export const mostAggregated = 2000;

/** Events of a stream that wait to be posted together. */
export interface Aggregation {
  /** never empty; as they came */
  tickets: readonly Ticket[];
  /** when they are to be sent, RFC 3339 */
  due: string;
  /** another one after every change */
  version: string;
}

/**
 * - `waiting`: Odoo cannot be reached or is overloaded; posts again after `until`
 * - `held`: a key, a right or the module is wrong, or an operator paused it; a person is paged
 */
export interface PlantQueueState {
  plant: string;
  state: 'waiting' | 'held';
  reason: string;
  since: string;
  until: string;
  /** the event source was turned off for it; only who turns it on again may clear the record */
  paused?: boolean;
  /** an operator's pause is lifted by an operator only */
  by?: string;
  /** the operator's words; not for logs */
  note?: string;
  /** another one after every change */
  version: string;
}

/** A lane's state before it is written. */
export type NewPlantQueueState = Omit<PlantQueueState, 'version'>;

/** `acceptedAt` of the event at the given place of a call; text that sorts as time does. */
export const arrivalTime = (moment: Date, place = 0): string =>
  moment.toISOString().replace('Z', `${String(place).padStart(3, '0')}Z`);
