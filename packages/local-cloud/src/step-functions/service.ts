import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AwsError, type Operations } from '../aws-endpoint.ts';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Deployment } from '../template/deployment.ts';
import { label, propertySchema, readProperties } from '../template/resource.ts';
import { executionOperations, startExecution, taskOperations } from './api.ts';
import { type Definition, readDefinition } from './definition.ts';
import { type Execution, ExecutionStore, type Status } from './execution.ts';
import { Executions } from './executions.ts';

export interface StepFunctionsOptions {
  database: DatabaseSync;
  clock: Clock;
  functions: Functions;
  log(line: string): void;
}

/** An execution as users of this package see it. */
export interface ExecutionView {
  arn: string;
  stateMachine: string;
  name: string;
  status: Status;
  /** the current state, or the last one */
  state: string;
  /** the state's input */
  input: unknown;
  /** the token of a waiting task */
  token: string | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
}

/** Step Functions: standard state machines and their executions. */
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
    /** starts an execution with a new name, for rules and schedules */
    begin: (stateMachineArn: string, input: string): void => {
      startExecution(service, { stateMachineArn, input });
    },
    /** earliest first */
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

const machineProperties = propertySchema(
  {
    StateMachineName: z.string().optional(),
    StateMachineType: z.literal('STANDARD', 'only standard state machines are played here').optional(),
    DefinitionString: z.string('the definition has to be in the template'),
    RoleArn: z.string(),
  },
  ['EncryptionConfiguration', 'LoggingConfiguration', 'Tags', 'TracingConfiguration'],
);

export interface StateMachine {
  arn: string;
  name: string;
  roleArn: string;
  /** the definition as in the template */
  text: string;
  definition: Definition;
}

/** The state machines of the deployment. Throws for unsupported definitions. */
export class StateMachines {
  readonly #machines: Map<string, StateMachine>;

  constructor(deployment: Deployment, functions: Pick<Functions, 'has'>) {
    const isFunction = (reference: string): boolean => functions.has(reference);
    this.#machines = new Map(
      deployment.all('AWS::StepFunctions::StateMachine').map((resource) => {
        const { DefinitionString: text, RoleArn: roleArn } = readProperties(machineProperties, resource);
        const { arn, name } = resource;
        try {
          return [arn, { arn, name, roleArn, text, definition: readDefinition(text, isFunction) }];
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          throw new Error(`${label(resource)} cannot be run here: ${problem}`);
        }
      }),
    );
  }

  all(): StateMachine[] {
    return [...this.#machines.values()];
  }

  get(arn: string): StateMachine {
    const found = this.#machines.get(arn);
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  }
}
