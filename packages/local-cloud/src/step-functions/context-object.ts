import type { Execution } from './execution.ts';
import type { Scope } from './json-path.ts';

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `$$`: what a state may know of the execution it is part of. */
function contextObject(execution: Execution, token?: string): object {
  const { position } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input),
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: iso(execution.startedAt),
      RedriveCount: execution.redrives,
      ...(execution.redrivenAt !== undefined && { RedriveTime: iso(execution.redrivenAt) }),
    },
    State: {
      EnteredTime: iso(position.enteredAt),
      Name: position.state,
      RetryCount: position.retries.reduce((sum, count) => sum + (count ?? 0), 0),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineArn.split(':').at(-1) },
    ...(token !== undefined && { Task: { Token: token } }),
  };
}

/** What the paths of the state at hand look into. */
export const scopeOf = (execution: Execution, token?: string): Scope => ({
  data: execution.position.input,
  context: contextObject(execution, token),
});
