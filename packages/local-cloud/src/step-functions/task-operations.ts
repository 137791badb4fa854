import type * as sdk from '@aws-sdk/client-sfn';
import type { Operations } from '../aws-endpoint.ts';
import { AwsError } from '../aws-error.ts';
import { checkOutput } from './check-request.ts';
import type { Working } from './execution.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { Executions } from './executions.ts';
import { Failure } from './failure.ts';
import { executionOfToken } from './task-token.ts';
import type { Walk } from './walk.ts';

/** Answers to tasks that wait for one, by whoever got the token. */
export function taskOperations(executions: Executions, store: ExecutionStore, now: () => number): Operations {
  const withTask = (token: unknown, change: (walk: Walk, task: Working) => void): Record<string, never> => {
    const arn = executionOfToken(token);
    if (!store.get(arn)) throw new AwsError('TaskDoesNotExist', `Task Does Not Exist: '${token}'`);
    executions.move(arn, (walk) => {
      const { status, position } = walk.execution;
      const { step } = position;
      // AWS tells no difference between a task that timed out and one that was answered before.
      if (status !== 'RUNNING' || step.kind !== 'working' || step.token !== token)
        throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
      change(walk, step);
    });
    return {};
  };
  return {
    SendTaskSuccess({ taskToken, output }: sdk.SendTaskSuccessInput) {
      checkOutput(output);
      return withTask(taskToken, (walk) => walk.succeed(JSON.parse(output)));
    },
    SendTaskFailure: ({ taskToken, error = '', cause = '' }: sdk.SendTaskFailureInput) =>
      withTask(taskToken, (walk) => walk.fail(new Failure(error, cause))),
    SendTaskHeartbeat: ({ taskToken }: sdk.SendTaskHeartbeatInput) =>
      withTask(taskToken, (_, { heartbeat }) => {
        if (heartbeat) heartbeat.due = now() + heartbeat.every;
      }),
  };
}
