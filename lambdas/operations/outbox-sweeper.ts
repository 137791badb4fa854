import type { PlantProfile } from '../../configuration/plant.ts';
import { broken, type OdooFailure, transient } from '../odoo/failures.ts';
import type { Booked, OdooPort } from '../odoo/ports.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import { aggregationSeconds, leftAfterSeconds } from '../posting/aggregation.ts';
import type { OrderingDeps } from '../posting/ordering.ts';
import type { PlantQueueSwitch } from '../posting/plant-queue.ts';
import { sendFromOutbox } from '../posting/send-from-outbox.ts';
import type { EventRecord, PlantQueueState } from '../store/event-record.ts';
import { overdueRuns, type PlantSilenceDeps, polledPlants } from './plant-silence.ts';

export interface SweeperDeps extends OrderingDeps, PlantSilenceDeps {
  plants: readonly PlantProfile[];
  odoo: OdooPort;
  queueSwitch: PlantQueueSwitch;
  clock: Clock;
  log: Log;
  /** publishes a value of a plant, or of the whole gateway without one */
  gauge(metric: Gauge, value: number, plant?: string): void;
  /** adds to the poll's metric `Dispatched` of a plant */
  countPolls(plant: string, amount: number): void;
}

/**
 * `LaneHeld`, `LaneWaiting`: the queue of this plant, for a cause that affects only this plant. `PlantsHeldByOdoo`,
 * `PlantsWaitingForOdoo`, `PlantsStoppedByOdoo`: how many plants a cause stops that all of them share.
 */
export type Gauge =
  | 'LaneHeld'
  | 'LaneWaiting'
  | 'PlantsHeldByOdoo'
  | 'PlantsWaitingForOdoo'
  | 'PlantsStoppedByOdoo'
  | 'RunsOverdue'
  | 'OldestAttentionSeconds'
  | 'OutboxOldestSeconds';

/** Longer than any accepting function runs, so an older event in the outbox was left behind. */
const leftInOutboxSeconds = 60;

/** During a shorter outage the messages wait in the queue by themselves. */
const pauseAfterSeconds = 120;

/** Events sent per run and plant. */
const perRun = 500;

/**
 * Milliseconds that Odoo has for the question whether it can book. A booking may take a minute; an empty batch that takes so
 * long says that bookings cannot get through either. The limit leaves time in the sweeper's minute for hundreds of plants.
 */
export const questionTimeoutMs = 10_000;

/** Runs every minute: sends events left in the outbox, pauses and resumes plant queues, and publishes metrics. */
export const sweepOutbox = async (deps: SweeperDeps): Promise<void> => {
  const states = await deps.eventStore.queueStates();
  // Side by side: an Odoo that is slow to answer must not hold back what needs no Odoo.
  const [oldest] = await Promise.all([
    emptyOutboxes(states, deps),
    switchQueues(states, deps),
    overdueRuns(deps).then((overdue) => deps.gauge('RunsOverdue', overdue)),
  ]);
  // Last: `watch-silent` takes it for the sign that a run has ended.
  deps.gauge('OutboxOldestSeconds', oldest);
};

/** What all plants share is published before the work on each of them: a run that is cut off has said why no plant is booked. */
const switchQueues = async (states: readonly PlantQueueState[], deps: SweeperDeps): Promise<void> => {
  const [shared, polled] = await Promise.all([askOdoo(deps), polledPlants(deps)]);
  measureShared(shared, states, polled, deps);
  await checkQueues(states, shared, deps);
};

/** Returns the age in seconds of the oldest event that is still in the outbox. */
const emptyOutboxes = async (states: readonly PlantQueueState[], deps: SweeperDeps): Promise<number> => {
  const oldest = await atOnce(deps.plants, async (profile) => {
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
  });
  return Math.max(0, ...oldest);
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
  await atOnce(deps.plants, async ({ id }) => {
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
  });
};

/**
 * Counts the plants that Odoo stops: those that have worked, and those whose queue has met the failure. A new environment
 * whose Odoo is not connected yet has none. While Odoo answers, says of each plant that it could have been polled.
 */
const measureShared = (
  shared: SharedCause,
  states: readonly PlantQueueState[],
  polled: ReadonlySet<string>,
  { plants, gauge, countPolls }: SweeperDeps,
): void => {
  const met = new Set(states.filter(({ by }) => by === undefined).map(({ plant }) => plant));
  const stopped = plants.filter(({ id }) => polled.has(id) || met.has(id)).length;
  gauge('PlantsWaitingForOdoo', shared === 'waiting' ? stopped : 0);
  gauge('PlantsHeldByOdoo', shared === 'held' ? stopped : 0);
  gauge('PlantsStoppedByOdoo', shared === undefined ? 0 : stopped);
  if (shared !== undefined) return;
  for (const { id } of plants) if (polled.has(id)) countPolls(id, 0);
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
 * although no queue waits: polls may fail while nothing is to be booked. Logs a warning or an error when the answer changes,
 * and an unchanged failure for information: a new environment without Odoo must not warn every minute.
 */
const askOdoo = async (deps: SweeperDeps): Promise<SharedCause> => {
  const { log, memory } = deps;
  const answer = await inTime(deps);
  const changed = memory.failure !== (answer.ok ? undefined : answer.code);
  memory.failure = answer.ok ? undefined : answer.code;
  if (answer.ok) return undefined;
  const about = { code: answer.code, detail: answer.message };
  if (answer.kind === 'transient') {
    log[changed ? 'warn' : 'info']('LANE_WAITING', about);
    return 'waiting';
  }
  log[changed ? 'error' : 'info']('LANE_HELD', about);
  return 'held';
};

/** Odoo's answer, or the failure that there was none in time. */
const inTime = async ({ odoo }: SweeperDeps): Promise<Booked> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<OdooFailure>((resolve) => {
    const message = `no answer to an empty batch in ${questionTimeoutMs / 1000} s`;
    timer = setTimeout(
      () => resolve(transient('timeout', message, { outcome: 'not-done' })),
      questionTimeoutMs,
    );
  });
  try {
    return await Promise.race([odoo.book([]), late]);
  } catch (error) {
    // A defect of the gateway, which must not end the rest of the run.
    return broken('unexpected-answer', errorForLog(error).detail);
  } finally {
    clearTimeout(timer);
  }
};
