import * as z from 'zod';
import { awsCalls } from '../aws.ts';

const day = z.iso.date();
export const range = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'the first day must not be after the last');

/** Input of an execution of the state machine, from a schedule or an operator. */
const order = z.strictObject({
  job: z.string().min(1).max(40),
  plant: z.string().min(1).max(31),
  by: z.string().min(1).max(200),
  range: range.optional(),
});

export type Order = z.infer<typeof order>;

/** Input of the function, from the state machine. */
export const runInput = z.object({
  order,
  /** name of the execution; a run keeps it and `startedAt` in all its steps */
  execution: z.string().min(1).max(80),
  startedAt: z.iso.datetime(),
  /** the error that is about to end the execution */
  failure: z.object({ Error: z.string(), Cause: z.string().default('') }).optional(),
});

export type RunInput = z.infer<typeof runInput>;

/** Sorts by time. */
export const runIdOf = ({ execution, startedAt }: Pick<RunInput, 'execution' | 'startedAt'>): string =>
  `${startedAt}_${execution}`;

/** Starts runs. */
export interface RunMachine {
  /** Starts an execution. A second call with the same name has no effect. */
  start(name: string, order: Order): Promise<void>;
}

/** Loads its client when a run is started, because that is seldom and would slow down each start of the function. */
export const sfnRunMachine = (stateMachineArn: string): RunMachine => ({
  async start(name, order) {
    const { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
    const client = new SFNClient(awsCalls);
    const input = JSON.stringify({ order });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      // AWS throws this when an earlier execution of this name has ended.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});
