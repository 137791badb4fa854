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

/** Text about a plant queue that does not work, empty while it works. An empty list of events does not show this. */
export const standstill = async (
  plant: string,
  eventStore: Pick<EventStore, 'queueState'>,
): Promise<string> => {
  const queueState = await eventStore.queueState(plant);
  if (!queueState) return '';
  const { state, reason, since, by, note } = queueState;
  const who = by ? ` (${by}${note ? `: ${note}` : ''})` : '';
  const what = state === 'held' ? 'is held' : 'waits for Odoo';
  return `plant queue ${plant} ${what} since ${since.slice(0, 19)}Z, and its events with it: ${reason}${who}`;
};

/** Holds the queue in any state. Only an operator's `resume` ends it. */
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
  for (;;) {
    const seen = await eventStore.queueState(plant);
    // A queue that is held for a restore stays so.
    if (await eventStore.setQueueState(seen, { ...held, ...(seen?.restore && { restore: seen.restore }) }))
      break;
  }
  await queueSwitch.pause(plant);
  log.info('OPERATOR_DECIDED', { plant, action: 'pause', by });
  return { ok: true, said: `plant queue ${plant} is paused; new events are accepted and wait` };
};

/**
 * Sets the state before it starts the event source: a message of a held queue is deferred again. While AWS still applies
 * the pause, the outbox sweeper does the rest: it resumes queues that no operator holds.
 */
export const resume = async ({ plant, by }: Of<'resume'>, deps: PlantQueueDeps): Promise<CommandAnswer> => {
  const { clock, queueSwitch, eventStore, log } = deps;
  log.info('OPERATOR_DECIDED', { plant, action: 'resume', by });
  for (;;) {
    const seen = await eventStore.queueState(plant);
    if (!seen) break;
    if (seen.restore)
      return {
        ok: false,
        said: `plant queue ${plant} is held because Odoo was restored; \`restored --apply\`, then \`restored --resume\` end that`,
      };
    const { by: _, note: __, version: ___, ...withoutOperator } = seen;
    const waiting = await eventStore.setQueueState(seen, {
      ...withoutOperator,
      state: 'waiting',
      until: clock().toISOString(),
    });
    if (!waiting) continue;
    if (!(await queueSwitch.resume(plant)))
      return {
        ok: true,
        said: `plant queue ${plant} is still being paused; it works again within two minutes`,
      };
    if (await eventStore.clearQueueState(waiting)) break;
  }
  await queueSwitch.resume(plant);
  return { ok: true, said: `plant queue ${plant} works again` };
};
