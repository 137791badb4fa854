import type { EventKey } from '../../events/identity.ts';
import type { EventRecord } from '../ledger/records.ts';
import { closeBehind } from './gate.ts';
import type { LaneSending } from './lane-queue.ts';
import { leaveStream, type StreamDeps } from './leave-stream.ts';

type Sendable = Pick<EventRecord, 'eventKey' | 'plant' | 'stream' | 'acceptedAt' | 'status' | 'attempts'>;

/** A retry of a settled event needs an id of its own, or SQS drops it as a repeat of the first message. */
const sendingOf = ({ eventKey, stream, acceptedAt, attempts }: Sendable): LaneSending => ({
  eventKey,
  stream,
  acceptedAt,
  deduplicationId: attempts === 0 ? eventKey : `${eventKey}.${attempts}`,
});

/** Cuts a list where a stream comes again: no send may hold two events of one stream. */
const withoutRepeatedStreams = (events: readonly Sendable[]): Sendable[][] => {
  const runs: Sendable[][] = [];
  let streams = new Set<string>();
  for (const event of events) {
    const run = runs.at(-1);
    if (run && !streams.has(event.stream)) run.push(event);
    else {
      runs.push([event]);
      streams = new Set();
    }
    streams.add(event.stream);
  }
  return runs;
};

/**
 * Sends events from the outbox to their lanes, in the given order, and takes them out of it. What cannot be sent
 * closes its stream, so that nothing later overtakes it, and stays in the outbox for `watch`. Answers the keys
 * left there.
 */
export const dispatch = async (deps: StreamDeps, events: readonly Sendable[]): Promise<Set<EventKey>> => {
  const left = new Set<EventKey>();
  await Promise.all(
    [...Map.groupBy(events, (event) => event.plant)].map(async ([plant, ofPlant]) => {
      let reachable = true;
      for (const run of withoutRepeatedStreams(ofPlant)) {
        const failed: Set<EventKey> = reachable
          ? await deps.queue.send(plant, run.map(sendingOf))
          : new Set(run.map((event) => event.eventKey));
        // A queue that took nothing is not tried again with the rest: the caller is waiting.
        reachable = failed.size < run.length;
        await Promise.all(
          run.map((event) =>
            failed.has(event.eventKey) ? closeStream(deps, event) : deps.ledger.markSent(event),
          ),
        );
        for (const key of failed) left.add(key);
      }
    }),
  );
  return left;
};

const closeStream = async (deps: StreamDeps, event: Sendable): Promise<void> => {
  const { ledger } = deps;
  const { line } = await closeBehind(ledger, event, event);
  // Behind something earlier it is not the outbox that holds it back, so it is parked like any other.
  if (line[0].eventKey !== event.eventKey) await ledger.parked(event);
  // A failed answer is not a failed send: the event may have been posted before it stood at the gate.
  const now = await ledger.get(event.eventKey);
  if (now?.status === 'posted' || now?.status === 'skipped') await leaveStream(deps, event);
};
