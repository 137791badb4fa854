import type { Finding } from '../../events/findings.ts';
import type { Booking, EventRecord, Reason } from '../ledger/records.ts';
import type { BusMessage } from './outcome-messages.ts';

type Settled = Pick<EventRecord, 'eventKey' | 'plant' | 'partner' | 'event'>;

export interface RejectedOutcome {
  partner: string;
  status: number;
  id?: string;
  source?: string;
  errors: Finding[];
}

export type Outcome =
  | { kind: 'posted'; record: Settled; booking: Booking }
  | { kind: 'quarantined'; record: Settled; reason: Reason };

/** Where others learn what became of events. Delivery is at least once, each outcome with an id of its own. */
export interface OutcomeBus {
  /**
   * Also tells what an event did to lots, a message each. Answers the event keys whose outcome was not taken, or
   * not wholly; throws never.
   */
  settled(outcomes: readonly Outcome[]): Promise<Set<string>>;
  /** Throws when the bus does not take it. */
  rejected(outcome: RejectedOutcome): Promise<void>;
  /** Anything else the gateway has to say. Throws when the bus does not take it, or not all of it. */
  publish(messages: readonly BusMessage[]): Promise<void>;
}
