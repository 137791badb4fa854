import type { PlantProfile } from '../../plants/define-plant.ts';
import type { OutcomeBus } from '../bus/outcome-bus.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import type { LaneMessage } from '../lane/lane-queue.ts';
import type { StreamDeps } from '../lane/leave-stream.ts';
import type { EventRecord } from '../ledger/records.ts';
import type { OdooPort } from '../odoo/odoo-port.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { retrySeconds } from './backoff.ts';

export interface Message extends LaneMessage {
  messageId: string;
  receiveCount: number;
}

/**
 * Done: the message may go. Otherwise it comes back, with its stream, after the given seconds; `unknown` if the
 * ledger has no such event, which no later try can mend.
 */
export type Verdict = { done: true } | { done: false; retryAfterSeconds: number; unknown?: true };

export interface PostDeps extends StreamDeps {
  plant: PlantProfile;
  odoo: OdooPort;
  crosswalk: Pick<CrosswalkTable, 'lookUp'>;
  outcomes: OutcomeBus;
  clock: Clock;
  log: Log;
  count(metric: Metric, amount: number): void;
}

export type Metric = 'EventPosted' | 'OdooPosting' | 'EventQuarantined' | 'EventParked' | 'PostingLatencyMs';

export const done: Verdict = { done: true };
export const again = (message: Message): Verdict => ({
  done: false,
  retryAfterSeconds: retrySeconds(message.receiveCount),
});

/** What a message is, once its event has been looked at. */
export type Turn =
  | { kind: 'claimed'; message: Message; record: EventRecord }
  | { kind: 'settled'; message: Message; record: EventRecord }
  | { kind: 'over'; message: Message; verdict: Verdict };
