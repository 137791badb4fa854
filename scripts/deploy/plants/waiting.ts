import type { Environment } from '../../../configuration/environment.ts';
import type { CommandAnswer } from '../../../lambdas/operations/commands.ts';
import { namesOf } from '../../../lib/names.ts';
import type { Queues } from '../aws/ports.ts';

/** Sends an operator's command to the environment. */
export type Operator = (command: Record<string, unknown>) => Promise<CommandAnswer>;

/** What of a plant is accepted and not settled, a line each. Empty when nothing waits. */
export const waitingOf = async (
  plant: string,
  { environment, queues, operator }: { environment: Environment; queues: Queues; operator: Operator },
): Promise<string[]> => {
  const names = namesOf(environment);
  const [queued, dead, unsent, listed] = await Promise.all([
    queues.messages(names.plantQueue(plant)),
    queues.messages(names.deadQueue(plant)),
    queues.outbox(names.eventStore, plant),
    operator({ command: 'list', plant, limit: mostListed }),
  ]);
  if (!listed.ok) throw new Error(listed.said);
  const events = (listed.result ?? []) as { status: string }[];
  const more = events.length === mostListed ? 'or more ' : '';
  const inStatus = (status: string) => events.filter((event) => event.status === status).length;
  const lines: [number, string][] = [
    [unsent, 'accepted events that are not in the plant queue yet'],
    [queued ?? 0, 'messages in the plant queue'],
    [dead ?? 0, 'dead letters'],
    [inStatus('quarantined'), `${more}quarantined events`],
    [inStatus('parked'), `${more}deferred events`],
  ];
  return lines.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
};

/** The most that the command `list` returns at once. */
const mostListed = 500;
