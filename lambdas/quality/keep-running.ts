import type { QualityDeps } from './deps.ts';
import { change, type GateRecord } from './registry.ts';
import { nextRound } from './transitions.ts';

/**
 * Sees to it that a lot at the gate has an execution. One that has ended although the lot is open was stopped or
 * failed: the lot gets another. Answers the record as it then is.
 */
export const keepRunning = async (
  record: GateRecord,
  { registry, executions, clock }: Pick<QualityDeps, 'registry' | 'executions' | 'clock'>,
): Promise<GateRecord> => {
  let current = record;
  while (current.state === 'open' && (await executions.start(current)) === 'over')
    current = (await change(registry, current, nextRound(current.round, clock()))) ?? current;
  return current;
};
