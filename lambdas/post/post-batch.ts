import type { LaneState } from '../ledger/records.ts';
import { atOnce } from '../runtime/at-once.ts';
import { errorForLog } from '../runtime/log.ts';
import { again, type Message, type PostDeps, type Verdict } from './batch.ts';
import { bookInOdoo } from './book-in-odoo.ts';
import { pauseLeft, stoppedBy, worksAgain } from './lane-health.ts';
import { eventsIn, verdictOf } from './messages.ts';
import { settle } from './settle.ts';
import { takeTurns } from './take-turns.ts';
import { onWakeUp } from './wake-up.ts';

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
  const verdicts = new Map<Message, Verdict>();
  const events = messages.filter(({ due }) => due === undefined).flatMap(eventsIn);
  try {
    const lane = await deps.ledger.lane(deps.plant.id);
    const pause = pauseLeft(lane, deps.clock());
    if (pause > 0)
      return new Map(messages.map(({ messageId }) => [messageId, { done: false, retryAfterSeconds: pause }]));
    await wakeUps(messages, verdicts, deps);
    await postEvents(events, lane, leaseUntil, verdicts, deps);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'post', plant: deps.plant.id, ...errorForLog(error) });
  }
  const verdict = (message: Message) => verdicts.get(message) ?? again(message);
  return new Map(
    messages.map((message) => [
      message.messageId,
      message.due === undefined
        ? verdictOf(events.filter(({ messageId }) => messageId === message.messageId).map(verdict))
        : verdict(message),
    ]),
  );
};

const wakeUps = async (
  messages: readonly Message[],
  verdicts: Map<Message, Verdict>,
  deps: PostDeps,
): Promise<void> => {
  await Promise.all(
    messages.map(async (message) => {
      if (message.due !== undefined) verdicts.set(message, await onWakeUp(message, message.due, deps));
    }),
  );
};

const postEvents = async (
  events: readonly Message[],
  lane: LaneState | undefined,
  leaseUntil: Date,
  verdicts: Map<Message, Verdict>,
  deps: PostDeps,
): Promise<void> => {
  const turns = await takeTurns(events, leaseUntil, deps);
  for (const turn of turns) if (turn.kind === 'over') verdicts.set(turn.message, turn.verdict);
  const claimed = turns.filter((turn) => turn.kind === 'claimed');
  const booked = await bookInOdoo(
    claimed.map((turn) => turn.record),
    leaseUntil,
    deps,
  );
  const wait = booked.failure ? await stoppedBy(booked.failure, lane, deps) : 0;
  await atOnce(claimed, async ({ message, record }) => {
    if (booked.rows.has(record.eventKey)) return;
    await deps.ledger.release(record, record === booked.suspect);
    verdicts.set(message, wait > 0 ? { done: false, retryAfterSeconds: wait } : again(message));
  });
  if (lane && booked.rows.size > 0 && !booked.failure) await worksAgain(lane, deps);
  for (const [message, verdict] of await settle(turns, booked.rows, deps)) verdicts.set(message, verdict);
};
