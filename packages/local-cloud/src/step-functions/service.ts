import type { DatabaseSync } from 'node:sqlite';
import type { Operations } from '../aws-endpoint.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Execution, Status } from './execution.ts';
import { ExecutionStore } from './execution-store.ts';
import { Executions } from './executions.ts';
import { executionOperations, startExecution } from './operations.ts';
import { StateMachines } from './state-machines.ts';
import { taskOperations } from './task-operations.ts';

export interface StepFunctionsOptions {
  database: DatabaseSync;
  clock: Clock;
  functions: Functions;
  log(line: string): void;
}

/** An execution as tests and the local run look at it. */
export interface ExecutionView {
  arn: string;
  stateMachine: string;
  name: string;
  status: Status;
  /** where it is, or was when it ended */
  state: string;
  /** what that state was given */
  input: unknown;
  /** of a task that waits for an answer */
  token: string | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
}

/** Step Functions: the standard state machines of the deployment, and their executions. */
export function stepFunctions(deployment: Deployment, options: StepFunctionsOptions) {
  const { database, clock, functions } = options;
  const store = new ExecutionStore(database);
  const service = {
    machines: new StateMachines(deployment, functions),
    executions: new Executions({ ...options, store }),
    store,
  };
  const now = () => clock.now();
  const operations: Operations = {
    ...executionOperations(service, now),
    ...taskOperations(service.executions, store, now),
  };
  return {
    operations,
    /** as a rule or a schedule starts one: each time another execution */
    begin: (stateMachineArn: string, input: string): void => {
      startExecution(service, { stateMachineArn, input });
    },
    /** the earliest first */
    views: (): ExecutionView[] => store.list({}).reverse().map(viewOf),
    start: () => service.executions.resume(),
    stop: () => service.executions.stop(),
  };
}

function viewOf(execution: Execution): ExecutionView {
  const { arn, machineArn, name, status, position, output, error, cause } = execution;
  const { step } = position;
  return {
    arn,
    stateMachine: machineArn.split(':').at(-1) ?? '',
    name,
    status,
    state: position.state,
    input: position.input,
    token: status === 'RUNNING' && step.kind === 'working' ? step.token : undefined,
    output: output === undefined ? undefined : JSON.parse(output),
    error,
    cause,
  };
}
