import type { State, TaskState } from './definition.ts';
import { taskResource } from './task-resource.ts';

/** An event of a history as AWS writes it, without its number and time. */
export type HistoryEvent = { type: string } & Record<string, unknown>;
export type Note = (event: HistoryEvent) => void;

export const stateEntered = ({ Type }: State, name: string, input: unknown): HistoryEvent => ({
  type: `${Type}StateEntered`,
  stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
});

export const stateExited = ({ Type }: State, name: string, output: string): HistoryEvent => ({
  type: `${Type}StateExited`,
  stateExitedEventDetails: { name, output, outputDetails: { truncated: false } },
});

/** AWS has events of other names for functions called by their own ARN; here all tasks have the same. */
export const taskEvent = (type: string, { Resource }: TaskState, details: object): HistoryEvent => ({
  type,
  [`${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`]: {
    resourceType: 'lambda',
    resource: taskResource(Resource)?.waits ? 'invoke.waitForTaskToken' : 'invoke',
    ...details,
  },
});
