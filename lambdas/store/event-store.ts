import type { EventKey } from '../../events/envelope.ts';
import type {
  Aggregation,
  BlockedKey,
  Booking,
  EventRecord,
  NewPlantQueueState,
  OperatorDecision,
  PlantQueueState,
  Reason,
  Ticket,
} from './event-record.ts';

export type DeferrableRecord = Pick<EventRecord, 'eventKey' | 'plant' | 'status' | 'attempts'>;

export type PostedRecord = Pick<EventRecord, 'eventKey' | 'plant' | 'settledAt'>;

/** A page of events. `cursor` continues the list; absent on the last page. */
export interface EventPage {
  events: EventRecord[];
  cursor?: string;
}

export interface EventFilter {
  status?: string | undefined;
  /** CloudEvents type */
  type?: string | undefined;
  /** only events this partner sent */
  partner?: string | undefined;
  /** only events accepted at or after this RFC 3339 time */
  since?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Selects events of one type by the time they are about. Works only for the types in `subjectTimes` of `items.ts`. */
export interface AboutTime {
  /** CloudEvents type */
  type: string;
  /** RFC 3339 times; `from` is included, `to` is not */
  from: string;
  to: string;
  newestFirst?: boolean;
  cursor?: string | undefined;
  limit: number;
}

/**
 * Stores every event, the blocked ordering keys, the aggregations and the state of stopped plant queues. Every write is
 * a conditional write of a single item. A method that returns `false` or `undefined` found another state than it needed
 * and changed nothing. Throws only when the store itself fails.
 */
export interface EventStore {
  /** Records a new event. Returns the existing record when there is one, and does not change it. */
  accept(record: EventRecord): Promise<EventRecord | undefined>;
  get(key: EventKey): Promise<EventRecord | undefined>;
  /** Removes the event from the outbox: its message is in the queue. No effect after a later retry of the event. */
  markSent(sent: Pick<EventRecord, 'eventKey' | 'attempts'>): Promise<void>;
  /** A page of the plant's outbox: events accepted before this time, oldest first. */
  unsentBefore(plant: string, before: string, limit: number, cursor?: string): Promise<EventPage>;

  /** Claims an accepted or deferred event for posting, or one whose lease has ended. Undefined for any other. */
  claim(key: EventKey, now: string, leaseUntil: string): Promise<EventRecord | undefined>;
  /**
   * Ends a claim without a result; the event can be claimed again at once. No effect after a later claim. `defective`
   * adds one to the event's defects.
   */
  release(claimed: EventRecord, defective?: boolean): Promise<void>;
  /** Absent fields are kept: a repeat may bring less than the first answer. */
  posted(key: EventKey, booking: Booking, now: string): Promise<void>;
  /** Only the given claim can quarantine its event. */
  quarantined(claimed: EventRecord, reason: Reason, now: string): Promise<boolean>;
  /** Marks the event as deferred, if it still has the status and claim that the caller read. */
  deferred(record: DeferrableRecord): Promise<boolean>;
  /** An operator retries a quarantined event: it is accepted again and is in the outbox. */
  retry(record: EventRecord, decision: OperatorDecision): Promise<boolean>;
  /** An operator skips a quarantined or deferred event. */
  skip(record: EventRecord, decision: OperatorDecision): Promise<boolean>;
  /**
   * A page of the plant's events that were posted at or after this RFC 3339 time, or that are being posted; in order of
   * arrival. May be empty and still have a cursor.
   */
  postedSince(plant: string, since: string, limit: number, cursor?: string): Promise<EventPage>;
  /**
   * A posted event whose booking Odoo has lost is accepted again and is in the outbox. What Odoo answered is removed. False
   * when the event was settled anew since it was read.
   */
  replay(record: PostedRecord, decision: OperatorDecision): Promise<boolean>;
  /** As `replay`, but the event is quarantined with the reason; without one it is skipped. It blocks no other event. */
  giveUpBooking(record: PostedRecord, decision: OperatorDecision, reason?: Reason): Promise<boolean>;
  /**
   * A page of the plant's events, newest first. It has `limit` events or is the last, unless a filter finds fewer among
   * `maxEventsLookedAt`.
   */
  events(plant: string, filter: EventFilter): Promise<EventPage>;
  /** As `events`, of those that are quarantined or deferred only: they are found however many others there are. */
  eventsNeedingAttention(plant: string, filter: EventFilter): Promise<EventPage>;
  /** A page of events by the time they are about, oldest first unless `newestFirst`. */
  eventsAbout(plant: string, selection: AboutTime): Promise<EventPage>;
  /** Quarantined and deferred events of a plant, oldest first. */
  needingAttention(plant: string, limit: number): Promise<EventRecord[]>;
  /** A page of a plant's quarantined events, oldest first. May be empty and still have a cursor. */
  quarantinedOf(plant: string, limit: number, cursor?: string): Promise<EventPage>;

  blockedKeys(plant: string, orderingKeys: readonly string[]): Promise<Map<string, BlockedKey>>;
  /**
   * Replaces the record that was read. `seen` undefined creates one; an empty list removes it. False when it has changed
   * since.
   */
  replaceBlockedKey(
    plant: string,
    orderingKey: string,
    seen: BlockedKey | undefined,
    waiting: readonly Ticket[],
  ): Promise<boolean>;

  /**
   * Adds events to the aggregation of an ordering key; several callers may add at the same time. Only the first caller's
   * `due` is stored. Returns the whole aggregation, or undefined when it is full and nothing was added.
   */
  aggregate(
    plant: string,
    orderingKey: string,
    tickets: readonly Ticket[],
    due: string,
  ): Promise<Aggregation | undefined>;
  aggregations(plant: string, orderingKeys: readonly string[]): Promise<Map<string, Aggregation>>;
  /** Removes the aggregation that was read. False when it has changed since. */
  endAggregation(plant: string, orderingKey: string, seen: Aggregation): Promise<boolean>;

  /** States of the stopped plant queues. A working queue has no record. */
  queueStates(): Promise<PlantQueueState[]>;
  queueState(plant: string): Promise<PlantQueueState | undefined>;
  /** Replaces the state that was read; `seen` undefined creates one. Undefined when it has changed since. */
  setQueueState(
    seen: PlantQueueState | undefined,
    next: NewPlantQueueState,
  ): Promise<PlantQueueState | undefined>;
  /** Lets the plant queue post again. False when its state has changed since it was read. */
  clearQueueState(seen: PlantQueueState): Promise<boolean>;
}
