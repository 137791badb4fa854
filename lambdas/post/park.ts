import { waitInLine } from '../lane/gate.ts';
import { leaveStream } from '../lane/leave-stream.ts';
import type { EventRecord, Gate } from '../ledger/records.ts';
import { again, done, type Message, type PostDeps, type Verdict } from './batch.ts';

/** Stands in line first and is marked then: in the other order a crash would lose it. */
export const park = async (message: Message, record: EventRecord, deps: PostDeps): Promise<Verdict> => {
  const { ledger, plant, log, count } = deps;
  if (!(await waitInLine(ledger, { plant: plant.id, stream: message.stream }, message)))
    return again(message);
  if (record.status !== 'parked') {
    // Somebody else has it: what it is then, the message finds out when it comes again.
    if (!(await ledger.parked(record))) return again(message);
    count('EventParked', 1);
    log.info('EVENT_PARKED', { plant: plant.id, eventKey: message.eventKey, stream: message.stream });
  }
  return done;
};

/**
 * A head that is settled has nobody left to lead the line on: its function died in between. Whoever comes behind it
 * does so. True when there was such a head.
 */
export const leadOn = async (gate: Gate, deps: PostDeps): Promise<boolean> => {
  const head = await deps.ledger.get(gate.line[0].eventKey);
  if (head?.status !== 'posted' && head?.status !== 'skipped') return false;
  await leaveStream(deps, head);
  return true;
};
