import type { Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import type { PlantQueueSwitch } from '../posting/plant-queue.ts';
import type { NewPlantQueueState } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Command, CommandAnswer } from './commands.ts';

export interface PlantQueueDeps {
  eventStore: Pick<EventStore, 'queueState' | 'setQueueState' | 'clearQueueState'>;
  queueSwitch: PlantQueueSwitch;
  clock: Clock;
  log: Log;
}

type Of<Name extends Command['command']> = Extract<Command, { command: Name }>;

/** What an empty list does not tell: events may also wait because their whole lane does. Empty while it works. */
export const standstill = async (
  plant: string,
  eventStore: Pick<EventStore, 'queueState'>,
): Promise<string> => {
  const queueState = await eventStore.queueState(plant);
  if (!queueState) return '';
  const { state, reason, since, by, note } = queueState;
  const who = by ? ` (${by}${note ? `: ${note}` : ''})` : '';
  const what = state === 'held' ? 'is held' : 'waits for Odoo';
  return `lane ${plant} ${what} since ${since.slice(0, 19)}Z, and its events with it: ${reason}${who}`;
};

/** Held by a person: whatever the lane's state is, and only a person's `resume` lifts it. */
export const pause = async (
  { plant, by, note }: Of<'pause'>,
  deps: PlantQueueDeps,
): Promise<CommandAnswer> => {
  const { clock, queueSwitch, eventStore, log } = deps;
  const now = clock();
  const held: NewPlantQueueState = {
    plant,
    state: 'held',
    reason: 'paused by an operator',
    since: now.toISOString(),
    until: secondsAfter(now, 60).toISOString(),
    paused: true,
    by,
    ...(note && { note }),
  };
  while (!(await eventStore.setQueueState(await eventStore.queueState(plant), held)));
  await queueSwitch.pause(plant);
  log.info('OPERATOR_DECIDED', { plant, action: 'pause', by });
  return { ok: true, said: `lane ${plant} is paused; events keep coming in and wait` };
};

/**
 * The lane is put at work before its event source, or what that brings is put to sleep once more. While AWS still
 * carries out the pause, the rest is left to `watch`, which may lift what no person holds.
 */
export const resume = async ({ plant, by }: Of<'resume'>, deps: PlantQueueDeps): Promise<CommandAnswer> => {
  const { clock, queueSwitch, eventStore, log } = deps;
  log.info('OPERATOR_DECIDED', { plant, action: 'resume', by });
  for (;;) {
    const seen = await eventStore.queueState(plant);
    if (!seen) break;
    const { by: _, note: __, version: ___, ...free } = seen;
    const freed = await eventStore.setQueueState(seen, {
      ...free,
      state: 'waiting',
      until: clock().toISOString(),
    });
    if (!freed) continue;
    if (!(await queueSwitch.resume(plant)))
      return { ok: true, said: `lane ${plant} is still being paused; it works again within two minutes` };
    if (await eventStore.clearQueueState(freed)) break;
  }
  await queueSwitch.resume(plant);
  return { ok: true, said: `lane ${plant} works again` };
};
