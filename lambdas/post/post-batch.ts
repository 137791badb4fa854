import { mayPass } from '../lane/gate.ts';
import type { EventRecord, Gate } from '../ledger/records.ts';
import { errorForLog } from '../runtime/log.ts';
import { again, type Message, type PostDeps, type Turn, type Verdict } from './batch.ts';
import { bookInOdoo } from './book-in-odoo.ts';
import { pauseLeft, stoppedBy, worksAgain } from './lane-health.ts';
import { leadOn, park } from './park.ts';
import { canPost } from './posting-of.ts';
import { settle } from './settle.ts';

/**
 * Posts a lane's batch: one call to Odoo for all of it. A verdict per message, in every case; throws never.
 *
 * Killed at any point it is run again with the same messages: a claim lapses with the function that made it,
 * Odoo answers `duplicate` for what it has booked, and everything written to the ledger is written again alike.
 */
export const postBatch = async (
  messages: readonly Message[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Map<string, Verdict>> => {
  const verdicts = new Map<string, Verdict>();
  const conclude = (message: Message, verdict: Verdict) => verdicts.set(message.messageId, verdict);
  try {
    const lane = await deps.ledger.lane(deps.plant.id);
    const pause = pauseLeft(lane, deps.clock());
    if (pause > 0) {
      for (const message of messages) conclude(message, { done: false, retryAfterSeconds: pause });
      return verdicts;
    }
    const turns = await takeTurns(messages, leaseUntil, deps);
    for (const turn of turns) if (turn.kind === 'over') conclude(turn.message, turn.verdict);
    const claimed = turns.filter((turn) => turn.kind === 'claimed');
    const booked = await bookInOdoo(
      claimed.map((turn) => turn.record),
      leaseUntil,
      deps,
    );
    const wait = booked.failure ? await stoppedBy(booked.failure, lane, deps) : 0;
    for (const { message, record } of claimed) {
      if (booked.rows.has(record.eventKey)) continue;
      await deps.ledger.release(record, record === booked.suspect);
      conclude(message, wait > 0 ? { done: false, retryAfterSeconds: wait } : again(message));
    }
    if (lane && booked.rows.size > 0 && !booked.failure) await worksAgain(lane, deps);
    const settled = await settle(turns, booked.rows, deps);
    for (const [message, verdict] of settled) conclude(message, verdict);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'post', plant: deps.plant.id, ...errorForLog(error) });
  }
  for (const message of messages) if (!verdicts.has(message.messageId)) conclude(message, again(message));
  return verdicts;
};

/** Claims what may be posted and parks what may not; after a claim that failed, its stream waits. */
const takeTurns = async (messages: readonly Message[], leaseUntil: Date, deps: PostDeps): Promise<Turn[]> => {
  const gates = await deps.ledger.gates(
    deps.plant.id,
    messages.map((message) => message.stream),
  );
  const streams = [...Map.groupBy(messages, (message) => message.stream)];
  const turns = await Promise.all(
    streams.map(async ([stream, ofStream]) => {
      const taken: Turn[] = [];
      for (const message of ofStream) {
        const waiting = taken.at(-1);
        const mustWait = waiting?.kind === 'over' && !waiting.verdict.done;
        taken.push(
          mustWait
            ? { kind: 'over', message, verdict: again(message) }
            : await takeTurn(message, gates.get(stream), leaseUntil, deps).catch((error): Turn => {
                deps.log.error('STORE_UNAVAILABLE', { what: 'turn', stream, ...errorForLog(error) });
                return { kind: 'over', message, verdict: again(message) };
              }),
        );
      }
      return taken;
    }),
  );
  // As they came: what one order produces, the next may consume.
  const place = new Map(messages.map((message, index) => [message, index]));
  return turns.flat().sort((a, b) => (place.get(a.message) ?? 0) - (place.get(b.message) ?? 0));
};

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
