import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sfn';
import { AwsError, type Operations } from '../aws-endpoint.ts';
import type { Execution, ExecutionStore, KeptEvent, Working } from './execution.ts';
import type { Executions } from './executions.ts';
import { Failure } from './failure.ts';
import type { Interpreter } from './interpreter.ts';
import type { StateMachine, StateMachines } from './service.ts';
import { executionOfToken } from './tasks.ts';

export interface StepFunctions {
  machines: StateMachines;
  executions: Executions;
  store: ExecutionStore;
}

const fourteenDays = 14 * 24 * 3_600_000;

/** Idempotent while the execution runs: the same name and input return the running execution. */
export function startExecution(
  { machines, executions, store }: StepFunctions,
  { stateMachineArn = '', name = randomUUID(), input = '{}' }: Partial<sdk.StartExecutionInput>,
): Execution {
  const machine = machines.get(stateMachineArn);
  checkName(name);
  checkInput(input);
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = store.get(arn);
  if (known?.status === 'RUNNING' && known.input === input) return known;
  if (known) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  return executions.begin(machine, arn, name, input);
}

/** The reason why an execution cannot be redriven; undefined when it can. */
function notRedrivable({ status, stoppedAt = 0 }: Execution, now: number): string | undefined {
  if (status === 'RUNNING') return 'Execution is RUNNING and cannot be redriven';
  if (status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven';
  return now - stoppedAt > fourteenDays ? 'Execution has exceeded its redrivable period' : undefined;
}

/** API operations on state machines and executions. */
export function executionOperations(service: StepFunctions, now: () => number): Operations {
  const { machines, executions, store } = service;
  const existing = (arn = ''): Execution => {
    const found = store.get(arn);
    if (!found) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  };
  return {
    StartExecution(input: sdk.StartExecutionInput) {
      const { arn, startedAt } = startExecution(service, input);
      return { executionArn: arn, startDate: startedAt / 1000 };
    },
    StopExecution({ executionArn, error, cause }: sdk.StopExecutionInput) {
      const stopped = executions.move(existing(executionArn).arn, (interpreter) => {
        if (interpreter.execution.status === 'RUNNING')
          interpreter.finish('ABORTED', {
            ...(error !== undefined && { error }),
            ...(cause !== undefined && { cause }),
          });
      });
      return { stopDate: (stopped.stoppedAt ?? 0) / 1000 };
    },
    RedriveExecution({ executionArn }: sdk.RedriveExecutionInput) {
      const reason = notRedrivable(existing(executionArn), now());
      if (reason) throw new AwsError('ExecutionNotRedrivable', reason);
      return { redriveDate: (executions.redrive(executionArn ?? '').redrivenAt ?? 0) / 1000 };
    },
    DescribeExecution({ executionArn }: sdk.DescribeExecutionInput) {
      const execution = existing(executionArn);
      return describeExecution(execution, notRedrivable(execution, now()));
    },
    ListExecutions({ stateMachineArn, statusFilter, maxResults, nextToken }: sdk.ListExecutionsInput) {
      const machineArn = machines.get(stateMachineArn ?? '').arn;
      const { page, next } = pageOf(
        (window) =>
          store.list({ machineArn, status: statusFilter as Execution['status'] | undefined }, window),
        { maxResults, nextToken },
      );
      return { executions: page.map(listedExecution), nextToken: next };
    },
    GetExecutionHistory(asked: sdk.GetExecutionHistoryInput) {
      const events = store.history(existing(asked.executionArn).arn);
      if (asked.reverseOrder) events.reverse();
      const { page, next } = pageOf(({ offset, limit }) => events.slice(offset, offset + limit), asked);
      return { events: page.map(historyEvent), nextToken: next };
    },
    DescribeStateMachine: ({ stateMachineArn }: sdk.DescribeStateMachineInput) =>
      describeMachine(machines.get(stateMachineArn ?? '')),
    ListStateMachines: () => ({ stateMachines: machines.all().map(listedMachine) }),
  };
}

/** The API's callbacks for tasks that wait for a task token. */
export function taskOperations(executions: Executions, store: ExecutionStore, now: () => number): Operations {
  const withTask = (
    token: unknown,
    change: (interpreter: Interpreter, task: Working) => void,
  ): Record<string, never> => {
    const arn = executionOfToken(token);
    if (!store.get(arn)) throw new AwsError('TaskDoesNotExist', `Task Does Not Exist: '${token}'`);
    executions.move(arn, (interpreter) => {
      const { status, position } = interpreter.execution;
      const { step } = position;
      // AWS gives the same error for a task that timed out and for one that was answered before.
      if (status !== 'RUNNING' || step.kind !== 'working' || step.token !== token)
        throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
      change(interpreter, step);
    });
    return {};
  };
  return {
    SendTaskSuccess({ taskToken, output }: sdk.SendTaskSuccessInput) {
      checkOutput(output);
      return withTask(taskToken, (interpreter) => interpreter.succeed(JSON.parse(output)));
    },
    SendTaskFailure: ({ taskToken, error = '', cause = '' }: sdk.SendTaskFailureInput) =>
      withTask(taskToken, (interpreter) => interpreter.fail(new Failure(error, cause))),
    SendTaskHeartbeat: ({ taskToken }: sdk.SendTaskHeartbeatInput) =>
      withTask(taskToken, (_, { heartbeat }) => {
        if (heartbeat) heartbeat.due = now() + heartbeat.every;
      }),
  };
}

export function checkName(name: unknown): void {
  // AWS refuses spaces, brackets, wildcards, other special characters and control characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  const wrong = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
  if (typeof name !== 'string' || name.length < 1 || name.length > 80 || wrong.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

export function checkInput(input: string): void {
  if (!isJson(input) || Buffer.byteLength(input) > 262_144)
    throw new AwsError(
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input: no JSON, or too long',
    );
}

export function checkOutput(output: unknown): asserts output is string {
  if (typeof output !== 'string' || !isJson(output) || Buffer.byteLength(output) > 262_144)
    throw new AwsError('InvalidOutput', 'Invalid Output: no JSON, or too long');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One page of a list, and the token for the next one. */
export function pageOf<Item>(
  list: (window: { offset: number; limit: number }) => Item[],
  asked: { maxResults?: number | undefined; nextToken?: string | undefined },
): { page: Item[]; next: string | undefined } {
  const size = Math.min(asked.maxResults || 100, 1000);
  const offset = asked.nextToken === undefined ? 0 : Number(asked.nextToken);
  if (!Number.isInteger(offset) || offset < 0)
    throw new AwsError('InvalidToken', `Invalid Token: '${asked.nextToken}'`);
  const found = list({ offset, limit: size + 1 });
  return { page: found.slice(0, size), next: found.length > size ? String(offset + size) : undefined };
}

/** AWS's JSON protocol has times in seconds. */
const seconds = (milliseconds: number | undefined): number | undefined => milliseconds && milliseconds / 1000;

export const listedExecution = (execution: Execution) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machineArn,
  name: execution.name,
  status: execution.status,
  startDate: seconds(execution.startedAt),
  stopDate: seconds(execution.stoppedAt),
  redriveCount: execution.redrives,
  redriveDate: seconds(execution.redrivenAt),
});

export const describeExecution = (execution: Execution, notRedrivable: string | undefined) => ({
  ...listedExecution(execution),
  input: execution.input,
  inputDetails: { included: true },
  output: execution.output,
  ...(execution.output !== undefined && { outputDetails: { included: true } }),
  error: execution.error,
  cause: execution.cause,
  redriveStatus: notRedrivable === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
  redriveStatusReason: notRedrivable,
});

export const historyEvent = ({ id, at, event }: KeptEvent) => ({
  id,
  previousEventId: id - 1,
  timestamp: seconds(at),
  ...event,
});

// The template has no creation date. A fixed one keeps answers equal across restarts.
export const listedMachine = ({ arn, name }: StateMachine) => ({
  stateMachineArn: arn,
  name,
  type: 'STANDARD',
  creationDate: 0,
});

export const describeMachine = (machine: StateMachine) => ({
  ...listedMachine(machine),
  status: 'ACTIVE',
  definition: machine.text,
  roleArn: machine.roleArn,
});
