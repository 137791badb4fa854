import { waitInLine } from '../lane/gate.ts';
import { isOver, leaveStream } from '../lane/leave-stream.ts';
import type { EventRecord, Gate } from '../ledger/records.ts';
import { atOnce } from '../runtime/at-once.ts';
import { again, done, type Message, type PostDeps, type Verdict } from './batch.ts';

interface Parking {
  message: Message;
  record: EventRecord;
}

/** Events of one stream: they stand in line first and are marked then; in the other order a crash would lose them. */
export const park = async (
  stream: string,
  parking: readonly Parking[],
  deps: PostDeps,
): Promise<Map<Message, Verdict>> => {
  const { ledger, plant } = deps;
  const tickets = parking.map(({ message }) => message);
  const waiting = await waitInLine(ledger, { plant: plant.id, stream }, tickets);
  const verdicts = await atOnce(parking, async ({ message, record }) => {
    const parked = waiting.has(message.eventKey) && (await mark(record, deps));
    return [message, parked ? done : again(message)] as const;
  });
  return new Map(verdicts);
};

/** False when somebody else has it: what it is then, its message finds out when it comes again. */
const mark = async (record: EventRecord, { ledger, plant, log, count }: PostDeps): Promise<boolean> => {
  if (record.status === 'parked') return true;
  if (!(await ledger.parked(record))) return false;
  count('EventParked', 1);
  log.info('EVENT_PARKED', { plant: plant.id, eventKey: record.eventKey, stream: record.stream });
  return true;
};

/**
 * A head that is settled has nobody left to lead the line on: its function died in between. Whoever comes behind it
 * does so. True when there was such a head.
 */
export const leadOn = async (gate: Gate, deps: PostDeps): Promise<boolean> => {
  const head = await deps.ledger.get(gate.line[0].eventKey);
  if (!head || !isOver(head)) return false;
  await leaveStream(deps, head);
  return true;
};
