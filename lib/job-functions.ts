import type { JobName } from '../configuration/jobs.ts';
import type { FunctionName } from './bundle.ts';

/** The function that does a job. Every job here is scheduled at every plant, and operators may start it. */
export const jobFunctions = {
  costs: 'nightly-jobs',
  history: 'nightly-jobs',
  reconciliation: 'reconcile',
} satisfies Record<JobName, FunctionName>;

export const jobNames = Object.keys(jobFunctions) as JobName[];

/** Hours after which an execution is ended, before the next day's begins. */
export const runHours = 23;
