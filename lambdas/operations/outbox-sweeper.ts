import type { PlantProfile } from '../../configuration/plant.ts';
import type { OdooPort } from '../odoo/ports.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import { aggregationSeconds, leftAfterSeconds } from '../posting/aggregation.ts';
import type { OrderingDeps } from '../posting/ordering.ts';
import type { PlantQueueSwitch } from '../posting/plant-queue.ts';
import { sendFromOutbox } from '../posting/send-from-outbox.ts';
import type { EventRecord, PlantQueueState } from '../store/event-record.ts';

export interface SweeperDeps extends OrderingDeps {
  plants: readonly PlantProfile[];
  odoo: OdooPort;
  queueSwitch: PlantQueueSwitch;
  clock: Clock;
  log: Log;
  /** a value of a plant, or of the whole gateway */
  gauge(metric: Gauge, value: number, plant?: string): void;
}

export type Gauge = 'LaneHeld' | 'LaneWaiting' | 'OldestAttentionSeconds' | 'OutboxOldestSeconds';

/** Longer than any accepting function lives: what is in the outbox then was left there. */
const leftInOutboxSeconds = 60;
/** An outage shorter than this is bridged by the messages' own waiting. */
const pauseAfterSeconds = 120;
const perRun = 500;

/** Runs every minute: re-sends what the outbox holds, pauses lanes that stand still, resumes them, measures. */
export const sweepOutbox = async (deps: SweeperDeps): Promise<void> => {
  const states = await deps.eventStore.queueStates();
  await checkQueues(states, deps);
  const oldest = await Promise.all(
    deps.plants.map(async (profile) => {
      const { id } = profile;
      try {
        await measureAttention(id, deps);
        return await emptyOutbox(profile, deps);
      } catch (error) {
        deps.log.error('STORE_UNAVAILABLE', { what: 'outbox', plant: id, ...errorForLog(error) });
        return leftInOutboxSeconds;
      }
    }),
  );
  deps.gauge('OutboxOldestSeconds', Math.max(0, ...oldest));
};

/** What stands still until a person decides; the alarm of the quarantine itself falls silent after minutes. */
const measureAttention = async (plant: string, deps: SweeperDeps): Promise<void> => {
  const [oldest] = await deps.eventStore.needingAttention(plant, 1);
  const age = oldest ? (deps.clock().getTime() - Date.parse(oldest.acceptedAt)) / 1000 : 0;
  deps.gauge('OldestAttentionSeconds', Math.max(0, age), plant);
};

const checkQueues = async (states: readonly PlantQueueState[], deps: SweeperDeps): Promise<void> => {
  const byPlant = new Map(states.map((state) => [state.plant, state]));
  // An operator's pause is not ours to lift, whatever Odoo says.
  const ours = states.filter((state) => state.by === undefined);
  const healthy = ours.length > 0 && (await odooAnswers(deps));
  for (const { id } of deps.plants) {
    const state = byPlant.get(id);
    try {
      if (state) await checkQueue(state, healthy, deps);
    } catch (error) {
      deps.log.error('STORE_UNAVAILABLE', { what: 'lane switch', plant: id, ...errorForLog(error) });
    }
    // As this run found it: a lane that posting holds again and again is resumed here every minute.
    deps.gauge('LaneHeld', state?.state === 'held' ? 1 : 0, id);
    deps.gauge('LaneWaiting', state?.state === 'waiting' ? 1 : 0, id);
  }
};

const checkQueue = async (state: PlantQueueState, healthy: boolean, deps: SweeperDeps): Promise<void> => {
  const { plant, reason } = state;
  if (healthy && state.by === undefined) return resume(state, deps);
  const age = (deps.clock().getTime() - Date.parse(state.since)) / 1000;
  if (state.state !== 'held' && age < pauseAfterSeconds) return;
  // Marked first: a batch that gets through meanwhile clears the record, and then there is nothing to pause.
  if (!state.paused && !(await deps.eventStore.setQueueState(state, { ...state, paused: true }))) return;
  if (await deps.queueSwitch.pause(plant)) deps.log.warn('LANE_PAUSED', { plant, reason });
};

/**
 * The event source may start before we are done: what it brings must find a lane that posts, or it is put to sleep
 * once more. The record itself goes last: as long as it stands, the next run comes back to this lane.
 */
const resume = async (state: PlantQueueState, deps: SweeperDeps): Promise<void> => {
  const until = deps.clock().toISOString();
  const posting = await deps.eventStore.setQueueState(state, { ...state, state: 'waiting', until });
  if (!posting || !(await deps.queueSwitch.resume(state.plant))) return;
  if (await deps.eventStore.clearQueueState(posting))
    deps.log.info('LANE_RESUMED', { plant: state.plant, reason: state.reason });
};

/** An empty batch proves address, key, right, module and version in one call, and books nothing. */
const odooAnswers = async ({ odoo, log }: SweeperDeps): Promise<boolean> => {
  try {
    const answer = await odoo.book([]);
    if (!answer.ok) log.warn('LANE_WAITING', { code: answer.code, detail: answer.message });
    return answer.ok;
  } catch (error) {
    log.error('LANE_HELD', errorForLog(error));
    return false;
  }
};

/**
 * Events that were left in the outbox, the oldest first, at most so many. Those that are gathered stay in it until
 * their time has come: however many they are, they must not hide what was left behind them.
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

/** Age in seconds of the oldest event that is still in the outbox afterwards. */
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
