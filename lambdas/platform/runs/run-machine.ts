import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { awsCalls } from '../aws.ts';

const day = z.iso.date();
export const range = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'the first day must not be after the last');

/** What an execution of the state machine is given, by a schedule or an operator. */
const order = z.strictObject({
  job: z.string().min(1).max(40),
  plant: z.string().min(1).max(31),
  by: z.string().min(1).max(200),
  range: range.optional(),
});

export type Order = z.infer<typeof order>;

/** What the state machine asks of a function. */
export const asked = z.object({
  order,
  /** name and beginning of the execution: always the same for a run */
  execution: z.string().min(1).max(80),
  startedAt: z.iso.datetime(),
  /** why the execution is about to fail */
  failure: z.object({ Error: z.string(), Cause: z.string().default('') }).optional(),
});

export type Asked = z.infer<typeof asked>;

/** Sorts as time does. */
export const runIdOf = ({ execution, startedAt }: Pick<Asked, 'execution' | 'startedAt'>): string =>
  `${startedAt}_${execution}`;

/** The state machine of runs, as who starts them sees it. */
export interface RunMachine {
  /** Starts an execution; the same name again changes nothing. */
  start(name: string, order: Order): Promise<void>;
}

export const sfnRunMachine = (stateMachineArn: string, client = new SFNClient(awsCalls)): RunMachine => ({
  async start(name, order) {
    const input = JSON.stringify({ order });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      // It was started before, and is over.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});
