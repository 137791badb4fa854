import { waitInLine } from '../lane/gate.ts';
import type { EventRecord } from '../ledger/records.ts';
import { again, done, type Message, type PostDeps, type Verdict } from './batch.ts';

/** Stands in line first and is marked then: in the other order a crash would lose it. */
export const park = async (message: Message, record: EventRecord, deps: PostDeps): Promise<Verdict> => {
  const { ledger, plant, log, count } = deps;
  if (!(await waitInLine(ledger, { plant: plant.id, stream: message.stream }, message)))
    return again(message);
  if (record.status !== 'parked') {
    await ledger.parked(record);
    count('EventParked', 1);
    log.info('EVENT_PARKED', { plant: plant.id, eventKey: message.eventKey, stream: message.stream });
  }
  return done;
};
