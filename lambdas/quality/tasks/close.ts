import type { QualityDeps } from '../deps.ts';
import type { TaskOf } from '../messages.ts';
import { change } from '../registry.ts';
import { closes } from '../transitions.ts';

/** Ends the round, unless something happened since the lot was looked at. */
export const close = async (
  { plant, item, lot, round, assessed }: TaskOf<'close'>,
  { registry }: QualityDeps,
): Promise<{ next: 'assess' | 'ended' }> => {
  const record = await change(registry, { plant, item, lot }, closes(round, assessed.signal));
  return { next: record?.state === 'open' && record.round === round ? 'assess' : 'ended' };
};
