import type { Job } from '../configuration/jobs.ts';
import type { FunctionName } from './bundle.ts';

/** The function that does a job. What stands here is scheduled at every plant, and may be asked for by operators. */
export const jobFunctions = {
  costs: 'nightly-jobs',
  history: 'nightly-jobs',
  reconciliation: 'reconcile',
} satisfies Partial<Record<Job, FunctionName>>;

export type DoneJob = keyof typeof jobFunctions;
export const doneJobs = Object.keys(jobFunctions) as DoneJob[];

/** An execution that takes longer is ended; before the next day's begins. */
export const runHours = 23;
