import { errorForLog } from '../runtime/log.ts';
import { isTaskFailure, Unavailable } from '../runtime/task-failures.ts';
import { carryOut } from './carry-out.ts';
import type { QualityDeps } from './deps.ts';
import { dispositionChanged } from './disposition-changed.ts';
import { busMessage, task } from './messages.ts';
import { answerOwn } from './own-outcome.ts';

/** A task of the state machine, or what the bus tells of lots and of the gateway's own events. */
export const handle = async (input: unknown, deps: QualityDeps): Promise<unknown> => {
  if (!Object.hasOwn(Object(input), 'task')) return take(input, deps);
  const { task: name } = input as { task: unknown };
  try {
    return await carryOut(task.parse(input), deps);
  } catch (error) {
    deps.log.error('GATE_TASK_FAILED', { task: String(name), ...errorForLog(error) });
    throw isTaskFailure(error) ? error : new Unavailable(`the task ${name} could not be finished`);
  }
};

const take = async (input: unknown, deps: QualityDeps): Promise<void> => {
  const { detail } = busMessage.parse(input);
  if ('data' in detail) await dispositionChanged(detail.data, deps);
  else await answerOwn(detail.subject, deps);
};
