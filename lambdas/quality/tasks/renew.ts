import type { QualityDeps } from '../deps.ts';
import { keepRunning } from '../keep-running.ts';
import type { TaskOf } from '../messages.ts';
import { change } from '../registry.ts';
import { nextRound } from '../transitions.ts';

/** Hands a lot that waits very long to the next execution, before AWS ends this one. */
export const renew = async (
  { plant, item, lot, round }: TaskOf<'renew'>,
  deps: QualityDeps,
): Promise<{ next: 'ended' }> => {
  const record = await change(deps.registry, { plant, item, lot }, nextRound(round, deps.clock()));
  if (record) await keepRunning(record, deps);
  return { next: 'ended' };
};
