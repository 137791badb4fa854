import type { Execution } from './execution.ts';
import type { KeptEvent } from './execution-store.ts';
import type { StateMachine } from './state-machines.ts';

/** JSON services write times as seconds. */
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

// Made by the template, which has no date; a fixed one keeps answers the same over a restart.
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
