import type { QualityDeps } from '../deps.ts';
import type { TaskOf } from '../messages.ts';
import { change } from '../registry.ts';
import { waits } from '../transitions.ts';

/** Registers who waits; when something has happened since the lot was looked at, it is not waited for. */
export const awaitWord = async (
  { round, assessed, token, plant, item, lot }: TaskOf<'await'>,
  { registry, executions }: QualityDeps,
): Promise<void> => {
  const record = await change(registry, { plant, item, lot }, waits(token, round, assessed.signal));
  if (record?.waiting?.token !== token) await executions.succeed(token, { next: 'assess' });
};
