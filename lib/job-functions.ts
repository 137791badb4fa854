import type { Job } from '../configuration/jobs.ts';
import type { FunctionName } from './bundle.ts';

/** The function that does a job. Every job here is scheduled at every plant, and operators may start it. */
export const jobFunctions = {
  costs: 'nightly-jobs',
  history: 'nightly-jobs',
  reconciliation: 'reconcile',
} satisfies Partial<Record<Job, FunctionName>>;

export type DoneJob = keyof typeof jobFunctions;
export const doneJobs = Object.keys(jobFunctions) as DoneJob[];

/** Hours after which an execution is ended, before the next day's begins. */
export const runHours = 23;
