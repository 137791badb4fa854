import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sfn';
import type { Operations } from '../aws-endpoint.ts';
import { AwsError } from '../aws-error.ts';
import {
  describeExecution,
  describeMachine,
  historyEvent,
  listedExecution,
  listedMachine,
} from './answers.ts';
import { checkInput, checkName, pageOf } from './check-request.ts';
import type { Execution } from './execution.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { Executions } from './executions.ts';
import type { StateMachines } from './state-machines.ts';

export interface StepFunctions {
  machines: StateMachines;
  executions: Executions;
  store: ExecutionStore;
}

const fourteenDays = 14 * 24 * 3_600_000;

/** Begins an execution; asked again by the same name and input while it runs, answers the one that does. */
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

/** Why an execution cannot be redriven; undefined when it can. */
function notRedrivable({ status, stoppedAt = 0 }: Execution, now: number): string | undefined {
  if (status === 'RUNNING') return 'Execution is RUNNING and cannot be redriven';
  if (status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven';
  return now - stoppedAt > fourteenDays ? 'Execution has exceeded its redrivable period' : undefined;
}

/** State machines and their executions, by the names of AWS. */
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
      const stopped = executions.move(existing(executionArn).arn, (walk) => {
        if (walk.execution.status === 'RUNNING')
          walk.finish('ABORTED', {
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
