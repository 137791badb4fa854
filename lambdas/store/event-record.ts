import type { LotAfterBooking, OdooDocument } from '../../events/booking.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { CloudEvent, EventKey } from '../../events/envelope.ts';
import type { eventStatuses } from '../../events/event-statuses.ts';

export type EventStatus = (typeof eventStatuses)[number];

/** Odoo's answer for an event that it booked. */
export interface Booking {
  document: OdooDocument;
  /** lots that the event held, released or judged, in the state right after the booking */
  lots?: readonly LotAfterBooking[];
  /** for people: what Odoo booked in spite of a doubt */
  warnings?: readonly string[];
}

/** Why an event was quarantined, for the person who retries or skips it. */
export interface Reason {
  code: string;
  message: string;
  /** JSON Pointer to the wrong field of the event, when there is one */
  pointer?: string;
  /** the plant's codes that Odoo does not know; an entry in the code mapping may be enough to retry */
  missing?: PlantCode[];
}

/** One event in the event store. Times are RFC 3339 in UTC. */
export interface EventRecord {
  eventKey: EventKey;
  status: EventStatus;
  plant: string;
  partner: string;
  orderingKey: string;
  fingerprint: string;
  event: CloudEvent;
  /** arrival; its last three digits are the place in the call, so events sorted by it keep the order of the call */
  acceptedAt: string;
  /** number of claims so far */
  attempts: number;
  /** how often Odoo's procedure failed when this event was booked alone */
  defects?: number;
  /** in the outbox: recorded, and not yet known to be in the plant queue */
  unsent: boolean;
  /** while posting: the claiming function may run until then */
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
  /**
   * - `replay`: Odoo's database was restored and had lost the booking; the event is booked again
   * - `quarantine`: the same, but later events of the ordering key are still booked; a person decides
   */
  action: 'retry' | 'skip' | 'replay' | 'quarantine';
  by: string;
  at: string;
  note?: string;
}

/** The place of an event in the order of its ordering key. */
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
  /** changes with every write */
  version: string;
}

/** Tickets in one aggregation. It is one item of the table, and DynamoDB's limit for an item is 400 KB. */
export const mostAggregated = 2000;

/** Events of an ordering key that wait to be posted together. */
export interface Aggregation {
  /** never empty; in the order in which they were added */
  tickets: readonly Ticket[];
  /** when they are sent, RFC 3339 */
  due: string;
  /** changes with every write */
  version: string;
}

/**
 * Why a plant queue does not post. A working queue has no record.
 *
 * - `waiting`: Odoo cannot be reached or is overloaded; the queue posts again after `until`
 * - `held`: a key, a right or the module is wrong, or an operator paused the queue; a person is paged unless an operator paused it
 */
export interface PlantQueueState {
  plant: string;
  state: 'waiting' | 'held';
  reason: string;
  since: string;
  until: string;
  /** the event source is off; only the code that turns it on again may clear the record */
  paused?: boolean;
  /** the operator who paused the queue; only an operator may resume it */
  by?: string;
  /** the operator's reason; never logged */
  note?: string;
  /** Odoo's database was restored; only the command `restored` resumes the queue */
  restore?: RestoreHold;
  /** changes with every write */
  version: string;
}

/**
 * A plant queue that is held because Odoo's database was restored.
 *
 * - `held`: events are being looked for. Nothing is sent to the queue, and Odoo is not polled for the plant
 * - `replaying`: the same, and some events are replayed: the queue must not be resumed before the others are
 * - `replayed`: the replayed events are in the queue; polls go on
 */
export interface RestoreHold {
  step: 'held' | 'replaying' | 'replayed';
  /** an operator had paused the queue before, so it stays paused afterwards */
  pausedBefore?: true;
}

/** A plant queue's state before it is written. */
export type NewPlantQueueState = Omit<PlantQueueState, 'version'>;

/** `acceptedAt` of the event at this place of a call. The text sorts by time, then by place. */
export const arrivalTime = (moment: Date, place = 0): string =>
  moment.toISOString().replace('Z', `${String(place).padStart(3, '0')}Z`);
