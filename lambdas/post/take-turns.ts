import { mayPass } from '../lane/gate.ts';
import type { EventRecord, Gate } from '../ledger/records.ts';
import { atOnce } from '../runtime/at-once.ts';
import { errorForLog } from '../runtime/log.ts';
import { again, type Message, type PostDeps, type Turn } from './batch.ts';
import { leadOn, park } from './park.ts';
import { canPost } from './posting-of.ts';

/** Claims what may be posted and parks what may not; after a claim that failed, its stream waits. */
export const takeTurns = async (
  messages: readonly Message[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Turn[]> => {
  const gates = await deps.ledger.gates(
    deps.plant.id,
    messages.map((message) => message.stream),
  );
  const streams = [...Map.groupBy(messages, (message) => message.stream)];
  const turns = await Promise.all(
    streams.map(([stream, ofStream]) => turnsOfStream(ofStream, gates.get(stream), leaseUntil, deps)),
  );
  // As they came: what one order produces, the next may consume.
  const place = new Map(messages.map((message, index) => [message, index]));
  return turns.flat().sort((a, b) => (place.get(a.message) ?? 0) - (place.get(b.message) ?? 0));
};

/** Many at once where no gate stands; in any case none is posted behind one that must wait. */
const turnsOfStream = async (
  messages: readonly Message[],
  gate: Gate | undefined,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Turn[]> => {
  const taken: Turn[] = [];
  let waits = false;
  const width = gate ? 1 : claimsAtOnce;
  for (let from = 0; from < messages.length; from += width) {
    const part = messages.slice(from, from + width);
    const turns: Turn[] = waits
      ? part.map(mustWait)
      : await atOnce(part, (message) =>
          takeTurn(message, gate, leaseUntil, deps).catch((error): Turn => {
            const about = { what: 'turn', stream: message.stream, ...errorForLog(error) };
            deps.log.error('STORE_UNAVAILABLE', about);
            return mustWait(message);
          }),
        );
    for (const turn of turns) {
      if (waits && turn.kind === 'claimed') await deps.ledger.release(turn.record);
      taken.push(waits && turn.kind !== 'settled' ? mustWait(turn.message) : turn);
      waits ||= turn.kind === 'over' && !turn.verdict.done;
    }
  }
  return taken;
};

const claimsAtOnce = 25;
const mustWait = (message: Message): Turn => ({ kind: 'over', message, verdict: again(message) });

const takeTurn = async (
  message: Message,
  gate: Gate | undefined,
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Turn> => {
  const { ledger, clock } = deps;
  if (gate && !mayPass(gate, message)) return parkBehind(message, gate, deps);
  const record = await ledger.claim(message.eventKey, clock().toISOString(), leaseUntil.toISOString());
  if (record && canPost(record)) return { kind: 'claimed', message, record };
  if (record) {
    // A gateway half deployed: the entrance knows a type that this lane's function is yet to learn.
    deps.log.error('EVENT_TYPE_UNKNOWN', { plant: record.plant, eventKey: record.eventKey });
    await ledger.release(record);
    return { kind: 'over', message, verdict: again(message) };
  }
  return withoutClaim(message, await ledger.get(message.eventKey));
};

const withoutClaim = (message: Message, record: EventRecord | undefined): Turn => {
  if (!record)
    return { kind: 'over', message, verdict: { done: false, retryAfterSeconds: 30, unknown: true } };
  switch (record.status) {
    case 'posted':
    case 'quarantined':
    case 'skipped':
      return { kind: 'settled', message, record };
    default:
      // Somebody else's claim still runs.
      return { kind: 'over', message, verdict: again(message) };
  }
};

const parkBehind = async (message: Message, gate: Gate, deps: PostDeps): Promise<Turn> => {
  const record = await deps.ledger.get(message.eventKey);
  if (record?.status !== 'accepted' && record?.status !== 'posting' && record?.status !== 'parked')
    return withoutClaim(message, record);
  if (await leadOn(gate, deps)) return { kind: 'over', message, verdict: again(message) };
  return { kind: 'over', message, verdict: await park(message, record, deps) };
};
