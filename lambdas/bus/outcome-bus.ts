import type { Finding } from '../../events/findings.ts';
import type { EventRecord, OdooDocument, Reason } from '../ledger/records.ts';

type Settled = Pick<EventRecord, 'eventKey' | 'plant' | 'event'>;

export interface RejectedOutcome {
  partner: string;
  status: number;
  id?: string;
  source?: string;
  errors: Finding[];
}

export type Outcome =
  | { kind: 'posted'; record: Settled; document: OdooDocument }
  | { kind: 'quarantined'; record: Settled; reason: Reason };

/** Where others learn what became of events. Delivery is at least once, each outcome with an id of its own. */
export interface OutcomeBus {
  /** Answers the event keys whose outcome was not taken; throws never. */
  settled(outcomes: readonly Outcome[]): Promise<Set<string>>;
  /** Throws when the bus does not take it. */
  rejected(outcome: RejectedOutcome): Promise<void>;
}
