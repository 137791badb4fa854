import type { EventKey } from '../../events/identity.ts';
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

/** A page of events; `cursor` continues. */
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

/** Events of a type by the time that they are about; only for types in `told.ts`. */
export interface AboutTime {
  /** CloudEvents type */
  type: string;
  /** RFC 3339 times: from this one, until before that one */
  from: string;
  to: string;
  newestFirst?: boolean;
  cursor?: string | undefined;
  limit: number;
}

/**
 * The gateway's record of every event, of the streams that are closed and of the lanes that stand still.
 * Single-item conditional writes only: a method that answers `false` or `undefined` found another state than
 * it needed and changed nothing. Throws only when the store itself fails.
 */
export interface EventStore {
  /** Records a new event; answers the record that stood there before, if one did. */
  accept(record: EventRecord): Promise<EventRecord | undefined>;
  get(key: EventKey): Promise<EventRecord | undefined>;
  /** Takes the event out of the outbox: its message is in the queue. No effect on a later retry's. */
  markSent(sent: Pick<EventRecord, 'eventKey' | 'attempts'>): Promise<void>;
  /** A page of the plant's events that have been in the outbox since before the given time, oldest first. */
  unsentBefore(plant: string, before: string, limit: number, cursor?: string): Promise<EventPage>;

  /** Takes an accepted or parked event, or one whose lease ran out, for posting. */
  claim(key: EventKey, now: string, leaseUntil: string): Promise<EventRecord | undefined>;
  /**
   * Gives a claimed event back, to be claimed again at once; no effect on somebody else's later claim. `defective`
   * counts that Odoo's procedure failed at it.
   */
  release(claimed: EventRecord, defective?: boolean): Promise<void>;
  /** What a repeat does not say any more stays. */
  posted(key: EventKey, booking: Booking, now: string): Promise<void>;
  /** Only the claim it was given for can quarantine it. */
  quarantined(claimed: EventRecord, reason: Reason, now: string): Promise<boolean>;
  /** Only from the status and claim in which the caller read it. */
  deferred(record: DeferrableRecord): Promise<boolean>;
  /** Operator's retry of a quarantined event: it is accepted again, and in the outbox. */
  retry(record: EventRecord, decision: OperatorDecision): Promise<boolean>;
  /** Operator's skip of a quarantined or parked event. */
  skip(record: EventRecord, decision: OperatorDecision): Promise<boolean>;
  /** Newest first. */
  events(plant: string, filter: EventFilter): Promise<EventPage>;
  /** A page of what was told; oldest first, unless asked otherwise. */
  eventsAbout(plant: string, told: AboutTime): Promise<EventPage>;
  /** Quarantined and parked events of a plant, oldest first. */
  needingAttention(plant: string, limit: number): Promise<EventRecord[]>;
  /** A page of a plant's quarantined events, oldest first. May be empty and still have a cursor. */
  quarantinedOf(plant: string, limit: number, cursor?: string): Promise<EventPage>;

  blockedKeys(plant: string, orderingKeys: readonly string[]): Promise<Map<string, BlockedKey>>;
  /**
   * Replaces the record that was read; `seen` undefined makes a new one, an empty list removes it. False when it has
   * changed since.
   */
  replaceBlockedKey(
    plant: string,
    orderingKey: string,
    seen: BlockedKey | undefined,
    waiting: readonly Ticket[],
  ): Promise<boolean>;

  /**
   * Adds to what is gathered of a stream, whoever else adds at the same time; `due` counts for the first. Answers the
   * whole gathering, or undefined, unchanged, when it is full.
   */
  aggregate(
    plant: string,
    orderingKey: string,
    tickets: readonly Ticket[],
    due: string,
  ): Promise<Aggregation | undefined>;
  aggregations(plant: string, orderingKeys: readonly string[]): Promise<Map<string, Aggregation>>;
  /** Removes the gathering that was seen; false when it has changed. */
  endAggregation(plant: string, orderingKey: string, seen: Aggregation): Promise<boolean>;

  /** Lanes that stand still; a lane at work has no record. */
  queueStates(): Promise<PlantQueueState[]>;
  queueState(plant: string): Promise<PlantQueueState | undefined>;
  /** Replaces the state that was seen (none: makes one); undefined when it has changed since. */
  setQueueState(
    seen: PlantQueueState | undefined,
    next: NewPlantQueueState,
  ): Promise<PlantQueueState | undefined>;
  /** Puts the lane back to work; false when its state has changed since it was seen. */
  clearQueueState(seen: PlantQueueState): Promise<boolean>;
}
