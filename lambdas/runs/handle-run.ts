import { findingsOf } from '../../events/findings.ts';
import { errorForLog } from '../runtime/log.ts';
import { Impossible, isTaskFailure, Unavailable } from '../runtime/task-failures.ts';
import { asked } from './asked.ts';
import { type CarriedOn, carryOn, enterFailure, type RunDeps } from './carry-on.ts';

/** A step of a run, or the end of one that failed, as the state machine of runs asks for it. */
export const handleRun = async (
  input: unknown,
  timeLeft: () => number,
  deps: RunDeps,
): Promise<CarriedOn> => {
  try {
    const { data, error } = asked.safeParse(input);
    if (error)
      throw new Impossible(
        `not a run: ${findingsOf(error, input)
          .map(({ pointer, detail }) => `${pointer} ${detail}`)
          .join('; ')}`,
      );
    return await (data.failure ? enterFailure(data, deps) : carryOn(data, timeLeft, deps));
  } catch (error) {
    deps.log.error('RUN_STEP_FAILED', errorForLog(error));
    throw isTaskFailure(error) ? error : new Unavailable('the step of the run could not be finished');
  }
};
