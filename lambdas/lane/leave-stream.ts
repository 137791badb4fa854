import { randomUUID } from 'node:crypto';
import type { EventKey } from '../../events/identity.ts';
import { definitionOf } from '../../events/parse-event.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';
import { leaveLine } from './gate.ts';
import type { LaneQueue } from './lane-queue.ts';

export interface StreamDeps {
  ledger: Ledger;
  queue: LaneQueue;
}

/** The lane could not take the next parked event; the caller's event must come back and try again. */
export class LaneUnavailable extends Error {
  constructor(plant: string) {
    super(`the lane of ${plant} took no message`);
    this.name = 'LaneUnavailable';
  }
}

/** Whether later events of its stream say all that it says. */
export const supersedes = ({ event }: Pick<EventRecord, 'event'>): boolean =>
  definitionOf(event.type)?.supersedes === true;

/** Whether it stands in nobody's way any more: a refused event whose stream goes on without it does not either. */
export const isOver = (record: Pick<EventRecord, 'status' | 'event'>): boolean =>
  record.status === 'posted' ||
  record.status === 'skipped' ||
  (record.status === 'quarantined' && supersedes(record));

/** After an event was posted or skipped, lets its stream go on with what waits behind it. May be repeated. */
export const leaveStream = (
  { ledger, queue }: StreamDeps,
  settled: Pick<EventRecord, 'plant' | 'stream' | 'eventKey'>,
): Promise<void> => {
  const { plant, stream, eventKey } = settled;
  return leaveLine(ledger, { plant, stream }, { eventKey }, async (next) => {
    // Never the same id twice: the message of an earlier try may have been used up by parking the event again,
    // and SQS would drop this one.
    const deduplicationId = `${next.eventKey}.${randomUUID()}`;
    const failed: Set<EventKey> = await queue.send(plant, [{ ...next, stream, deduplicationId }]);
    if (failed.size > 0) throw new LaneUnavailable(plant);
  });
};
