import type { EventKey } from '../../events/identity.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { EventRecord } from '../ledger/records.ts';
import type { Clock } from '../runtime/clock.ts';
import { dispatch } from './dispatch.ts';
import { gather, secondsToWait } from './gathering.ts';
import type { StreamDeps } from './leave-stream.ts';

interface EnterDeps extends StreamDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

/**
 * Brings recorded events on their way: those that may wait for others of their stream are gathered, all others go
 * into their lane at once. A call with an event of a stream that may not wait takes the whole stream along, in order.
 * Answers the keys that are left in the outbox.
 */
export const enterLane = async (
  deps: EnterDeps,
  events: readonly EventRecord[],
  isRepeat: (event: EventRecord) => boolean,
): Promise<Set<EventKey>> => {
  const atOnce: EventRecord[] = [];
  const streams = Map.groupBy(events, ({ plant, stream }) => `${plant} ${stream}`);
  await Promise.all(
    [...streams.values()].map(async (ofStream) => {
      const seconds = Math.min(
        ...ofStream.map((event) => {
          const profile = deps.plants[event.plant];
          return profile ? secondsToWait(event, profile) : 0;
        }),
      );
      if (seconds === 0 || !(await gatherNew(deps, ofStream, seconds, isRepeat))) atOnce.push(...ofStream);
    }),
  );
  const place = new Map(events.map((event, index) => [event, index]));
  return dispatch(
    deps,
    atOnce.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
  );
};

/** A repeat is gathered only when its first delivery died on the way. */
const gatherNew = async (
  deps: EnterDeps,
  ofStream: readonly EventRecord[],
  seconds: number,
  isRepeat: (event: EventRecord) => boolean,
): Promise<boolean> => {
  const [first] = ofStream;
  if (!first) return true;
  const { plant, stream } = first;
  const standing = ofStream.some(isRepeat)
    ? (await deps.ledger.gatherings(plant, [stream])).get(stream)?.tickets.map(({ eventKey }) => eventKey)
    : [];
  const missing = ofStream.filter(({ eventKey }) => !standing?.includes(eventKey));
  return missing.length === 0 || gather(deps, { plant, stream }, missing, seconds);
};
