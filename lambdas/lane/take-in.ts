import type { EventKey } from '../../events/identity.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { EventRecord } from '../ledger/records.ts';
import type { Clock } from '../runtime/clock.ts';
import { enterLane } from './enter-lane.ts';
import type { StreamDeps } from './leave-stream.ts';

export interface TakeInDeps extends StreamDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

export interface TakenIn {
  /** what the ledger knew of each event before; undefined: it is new */
  before: ReadonlyMap<EventKey, EventRecord | undefined>;
  /** left in the outbox, from where `watch` sends them */
  left: Set<EventKey>;
}

/**
 * Records events, each identity once, and puts them in their lanes. Throws when the ledger fails; what it had recorded
 * by then is an exact repeat the next time.
 */
export const takeIn = async (records: readonly EventRecord[], deps: TakeInDeps): Promise<TakenIn> => {
  const before = await recordAll(records, deps);
  // An exact repeat of an event that is still in the outbox takes its chance to get it into the lane.
  const unsent = records.flatMap((record) => {
    const known = before.get(record.eventKey);
    if (!known) return record.unsent ? [record] : [];
    return known.unsent && known.fingerprint === record.fingerprint ? [known] : [];
  });
  const left = await enterLane(deps, unsent, ({ eventKey }) => before.get(eventKey) !== undefined);
  return { before, left };
};

/**
 * Streams side by side, the events of each one after another: when one cannot be recorded, none after it may be, or
 * the repeat of the call would give it a later place than theirs.
 */
const recordAll = async (
  records: readonly EventRecord[],
  { ledger }: TakeInDeps,
): Promise<Map<EventKey, EventRecord | undefined>> => {
  const before = new Map<EventKey, EventRecord | undefined>();
  const streams = Map.groupBy(records, (record) => `${record.plant} ${record.stream}`);
  const recorded = await Promise.allSettled(
    [...streams.values()].map(async (ofStream) => {
      for (const record of ofStream) before.set(record.eventKey, await ledger.accept(record));
    }),
  );
  for (const result of recorded) if (result.status === 'rejected') throw result.reason;
  return before;
};
