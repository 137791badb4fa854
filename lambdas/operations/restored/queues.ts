import { secondsAfter } from '../../platform/time.ts';
import type { NewPlantQueueState, PlantQueueState, RestoreHold } from '../../store/event-record.ts';
import type { CommandAnswer } from '../commands.ts';
import { type PlantQueueDeps, resume } from '../plant-queues.ts';
import type { RestoredCommand } from './restored-commands.ts';

type Of<Name extends RestoredCommand['command']> = Extract<RestoredCommand, { command: Name }>;

/** Holds the queue until `restored-resume`. A queue that an operator had paused stays paused after that. */
export const holdForRestore = async (
  { plant, by, note }: Of<'restored-hold'>,
  { clock, queueSwitch, eventStore, log }: PlantQueueDeps,
): Promise<CommandAnswer> => {
  const now = clock();
  for (;;) {
    const seen = await eventStore.queueState(plant);
    if (seen?.restore && seen.restore.step !== 'replayed') break;
    const before = seen?.by !== undefined && !seen.restore;
    const held: NewPlantQueueState = {
      plant,
      state: 'held',
      reason: 'Odoo was restored: an operator replays what it lost',
      since: seen?.restore || before ? seen.since : now.toISOString(),
      until: secondsAfter(now, 60).toISOString(),
      paused: true,
      by,
      ...(note && { note }),
      restore: { step: 'held', ...((before || seen?.restore?.pausedBefore) && { pausedBefore: true }) },
    };
    if (await eventStore.setQueueState(seen, held)) break;
  }
  await queueSwitch.pause(plant);
  log.info('OPERATOR_DECIDED', { plant, action: 'restored-hold', by });
  return { ok: true, said: `plant queue ${plant} is held; new events are accepted and wait` };
};

const notHeld = (plant: string): string =>
  `plant queue ${plant} is not held for a restore: repeat the command from its first step`;

/** The state of a queue whose events are being looked for or replayed; else why the step cannot be done. */
export const heldForRestore = async (
  plant: string,
  { eventStore }: Pick<PlantQueueDeps, 'eventStore'>,
): Promise<PlantQueueState | string> => {
  const state = await eventStore.queueState(plant);
  return state?.restore && state.restore.step !== 'replayed' ? state : notHeld(plant);
};

/** Moves a held queue to a step of the restore. Returns why that cannot be done; undefined when it is done. */
const moveTo = async (
  step: RestoreHold['step'],
  from: readonly RestoreHold['step'][],
  plant: string,
  { eventStore }: Pick<PlantQueueDeps, 'eventStore'>,
): Promise<string | undefined> => {
  for (;;) {
    const seen = await eventStore.queueState(plant);
    if (seen?.restore?.step === step) return undefined;
    if (!seen?.restore || !from.includes(seen.restore.step)) return notHeld(plant);
    if (await eventStore.setQueueState(seen, { ...seen, restore: { ...seen.restore, step } }))
      return undefined;
  }
};

/** From now on the queue cannot be resumed until all is replayed. */
export const markReplaying = (plant: string, deps: Pick<PlantQueueDeps, 'eventStore'>) =>
  moveTo('replaying', ['held'], plant, deps);

/** All is replayed: polls go on, and the queue may be resumed. No effect on a queue that is not held for a restore. */
export const markReplayed = (plant: string, deps: Pick<PlantQueueDeps, 'eventStore'>) =>
  moveTo('replayed', ['held', 'replaying'], plant, deps);

/** Books again, unless events are still to be replayed. A queue that was paused before the restore stays paused. */
export const resumeAfterRestore = async (
  { plant, by, requestId }: Of<'restored-resume'>,
  deps: PlantQueueDeps,
): Promise<CommandAnswer> => {
  const { eventStore } = deps;
  for (;;) {
    const seen = await eventStore.queueState(plant);
    if (!seen?.restore) return { ok: true, said: `plant queue ${plant} is not held for a restore` };
    const { restore, ...withoutRestore } = seen;
    if (restore.step === 'replaying')
      return {
        ok: false,
        said: `plant queue ${plant} stays held: not all events are replayed yet; repeat \`restored --apply\``,
      };
    if (!(await eventStore.setQueueState(seen, withoutRestore))) continue;
    return restore.pausedBefore
      ? {
          ok: true,
          said: `plant queue ${plant} stays paused, as before the restore; \`resume ${plant}\` ends that`,
        }
      : resume({ command: 'resume', plant, by, requestId }, deps);
  }
};
