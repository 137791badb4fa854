import type { PlantProfile } from '../../configuration/plant.ts';
import type { OdooPort } from '../odoo/ports.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import { aggregationSeconds, leftAfterSeconds } from '../posting/aggregation.ts';
import type { OrderingDeps } from '../posting/ordering.ts';
import type { PlantQueueSwitch } from '../posting/plant-queue.ts';
import { sendFromOutbox } from '../posting/send-from-outbox.ts';
import type { EventRecord, PlantQueueState } from '../store/event-record.ts';
import { overdueRuns, type PlantWatchDeps, polledPlants } from './plant-watch.ts';

export interface SweeperDeps extends OrderingDeps, PlantWatchDeps {
  plants: readonly PlantProfile[];
  odoo: OdooPort;
  queueSwitch: PlantQueueSwitch;
  clock: Clock;
  log: Log;
  /** publishes a value of a plant, or of the whole gateway without one */
  gauge(metric: Gauge, value: number, plant?: string): void;
}

/**
 * `LaneHeld`, `LaneWaiting`: the queue of this plant, for a reason of its own. `PlantsHeldByOdoo`, `PlantsWaitingForOdoo`,
 * `PlantsStoppedByOdoo`: how many plants a cause stops that all of them share. `Dispatched` is a metric of the poll: the
 * sweeper adds a zero.
 */
export type Gauge =
  | 'LaneHeld'
  | 'LaneWaiting'
  | 'PlantsHeldByOdoo'
  | 'PlantsWaitingForOdoo'
  | 'PlantsStoppedByOdoo'
  | 'Dispatched'
  | 'RunsOverdue'
  | 'OldestAttentionSeconds'
  | 'OutboxOldestSeconds';

/** Longer than any accepting function runs, so an older event in the outbox was left behind. */
const leftInOutboxSeconds = 60;

/** During a shorter outage the messages wait in the queue by themselves. */
const pauseAfterSeconds = 120;

/** Events sent per run and plant. */
const perRun = 500;

/** Runs every minute: sends events left in the outbox, pauses and resumes plant queues, and publishes metrics. */
export const sweepOutbox = async (deps: SweeperDeps): Promise<void> => {
  const states = await deps.eventStore.queueStates();
  const [shared, polled] = await Promise.all([askOdoo(deps), polledPlants(deps)]);
  await checkQueues(states, shared, deps);
  measureShared(shared, states, polled, deps);
  deps.gauge('RunsOverdue', await overdueRuns(deps));
  const oldest = await Promise.all(
    deps.plants.map(async (profile) => {
      const { id } = profile;
      try {
        await measureAttention(id, deps);
        // Its events are being replayed; the command sends them in order of arrival.
        const restore = states.find((state) => state.plant === id)?.restore;
        if (restore && restore.step !== 'replayed') return 0;
        return await emptyOutbox(profile, deps);
      } catch (error) {
        deps.log.error('STORE_UNAVAILABLE', { what: 'outbox', plant: id, ...errorForLog(error) });
        return leftInOutboxSeconds;
      }
    }),
  );
  deps.gauge('OutboxOldestSeconds', Math.max(0, ...oldest));
};

/** Sends the overdue events. Returns the age in seconds of the oldest event that is still in the outbox. */
const emptyOutbox = async (profile: PlantProfile, deps: SweeperDeps): Promise<number> => {
  const { id: plant } = profile;
  const now = deps.clock();
  const events = await overdue(profile, now, deps);
  if (events.length === 0) return 0;
  const left = await sendFromOutbox(deps, events);
  deps.log.warn('EVENT_RESENT', { plant, sent: events.length - left.size, left: left.size });
  const ages = events.filter((event) => left.has(event.eventKey)).map((event) => secondsWaiting(event, now));
  return Math.max(0, ...ages);
};

/**
 * Events left in the outbox, the oldest first, about `perRun`. Aggregated events stay in the outbox until their time. They
 * are skipped page by page, so that they never hide the events behind them.
 */
const overdue = async (
  profile: PlantProfile,
  now: Date,
  { eventStore }: SweeperDeps,
): Promise<EventRecord[]> => {
  const before = secondsAfter(now, -leftInOutboxSeconds).toISOString();
  const found: EventRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await eventStore.unsentBefore(profile.id, before, perRun, cursor);
    for (const record of page.events)
      if (
        secondsWaiting(record, now) >=
        leftAfterSeconds(aggregationSeconds(record, profile), leftInOutboxSeconds)
      )
        found.push(record);
    cursor = page.cursor;
  } while (cursor && found.length < perRun);
  return found;
};

const secondsWaiting = ({ acceptedAt }: EventRecord, until: Date): number =>
  (until.getTime() - Date.parse(acceptedAt)) / 1000;

/** Age of the oldest event that waits for an operator. The alarm of a quarantine itself ends after minutes. */
const measureAttention = async (plant: string, deps: SweeperDeps): Promise<void> => {
  const [oldest] = await deps.eventStore.needingAttention(plant, 1);
  const age = oldest ? (deps.clock().getTime() - Date.parse(oldest.acceptedAt)) / 1000 : 0;
  deps.gauge('OldestAttentionSeconds', Math.max(0, age), plant);
};

/** Why no plant can be booked now; undefined while Odoo answers as it must. */
type SharedCause = 'waiting' | 'held' | undefined;

const checkQueues = async (
  states: readonly PlantQueueState[],
  shared: SharedCause,
  deps: SweeperDeps,
): Promise<void> => {
  const byPlant = new Map(states.map((state) => [state.plant, state]));
  for (const { id } of deps.plants) {
    const state = byPlant.get(id);
    try {
      if (state) await checkQueue(state, shared === undefined, deps);
    } catch (error) {
      deps.log.error('STORE_UNAVAILABLE', { what: 'event source', plant: id, ...errorForLog(error) });
    }
    // The state before this run: a queue that posting holds again and again is resumed here every minute.
    // Whoever paused it knows, so an operator's pause wakes nobody. What all plants share is counted once for all.
    const own = shared === undefined && state?.by === undefined ? state?.state : undefined;
    deps.gauge('LaneHeld', own === 'held' ? 1 : 0, id);
    deps.gauge('LaneWaiting', own === 'waiting' ? 1 : 0, id);
  }
};

/**
 * Counts the plants that Odoo stops: those that have worked, and those whose queue has met the failure. A new environment
 * whose Odoo is not connected yet has none. While Odoo answers, says of each plant that it could have been polled.
 */
const measureShared = (
  shared: SharedCause,
  states: readonly PlantQueueState[],
  polled: ReadonlySet<string>,
  { plants, gauge }: SweeperDeps,
): void => {
  const met = new Set(states.filter(({ by }) => by === undefined).map(({ plant }) => plant));
  const stopped = plants.filter(({ id }) => polled.has(id) || met.has(id)).length;
  gauge('PlantsWaitingForOdoo', shared === 'waiting' ? stopped : 0);
  gauge('PlantsHeldByOdoo', shared === 'held' ? stopped : 0);
  gauge('PlantsStoppedByOdoo', shared === undefined ? 0 : stopped);
  if (shared !== undefined) return;
  for (const { id } of plants) if (polled.has(id)) gauge('Dispatched', 0, id);
};

const checkQueue = async (state: PlantQueueState, healthy: boolean, deps: SweeperDeps): Promise<void> => {
  const { plant, reason } = state;
  if (healthy && state.by === undefined) return resume(state, deps);
  const age = (deps.clock().getTime() - Date.parse(state.since)) / 1000;
  if (state.state !== 'held' && age < pauseAfterSeconds) return;
  // Marks the record first: a batch that succeeds meanwhile clears the record, and then nothing is paused.
  if (!state.paused && !(await deps.eventStore.setQueueState(state, { ...state, paused: true }))) return;
  if (await deps.queueSwitch.pause(plant)) deps.log.warn('LANE_PAUSED', { plant, reason });
};

/**
 * Sets the state to `waiting` first: the event source may start at once, and a message of a held queue is deferred again.
 * Removes the record last: as long as it exists, the next run handles this queue again.
 */
const resume = async (state: PlantQueueState, deps: SweeperDeps): Promise<void> => {
  const until = deps.clock().toISOString();
  const posting = await deps.eventStore.setQueueState(state, { ...state, state: 'waiting', until });
  if (!posting || !(await deps.queueSwitch.resume(state.plant))) return;
  if (await deps.eventStore.clearQueueState(posting))
    deps.log.info('LANE_RESUMED', { plant: state.plant, reason: state.reason });
};

/**
 * Books an empty batch: one call per run that checks address, key, rights, module and version, and books nothing. It is made
 * although no queue waits: polls may fail while nothing is to be booked.
 */
const askOdoo = async ({ odoo, log }: SweeperDeps): Promise<SharedCause> => {
  try {
    const answer = await odoo.book([]);
    if (answer.ok) return undefined;
    log.warn('LANE_WAITING', { code: answer.code, detail: answer.message });
    return answer.kind === 'transient' ? 'waiting' : 'held';
  } catch (error) {
    log.error('LANE_HELD', errorForLog(error));
    return 'held';
  }
};
