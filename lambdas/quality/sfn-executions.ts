import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { awsCalls } from '../runtime/aws.ts';
import type { Executions } from './executions.ts';
import { executionName, inputOf } from './lot.ts';

/** The execution went on without it, or is over. */
const nobodyWaits = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;

const unlessNobodyWaits = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!nobodyWaits(error)) throw error;
  }
};

export const sfnExecutions = (stateMachineArn: string, client = new SFNClient(awsCalls)): Executions => ({
  async start(round) {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: executionName(round),
          input: JSON.stringify(inputOf(round)),
        }),
      );
      return 'running';
    } catch (error) {
      // Of one that runs with the same input AWS answers the first start again.
      if (error instanceof ExecutionAlreadyExists) return 'over';
      throw error;
    }
  },
  succeed: (taskToken, output) =>
    unlessNobodyWaits(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
  fail: (taskToken, error, cause) =>
    unlessNobodyWaits(
      client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, 1000) })),
    ),
  beat: (taskToken) => unlessNobodyWaits(client.send(new SendTaskHeartbeatCommand({ taskToken }))),
});
