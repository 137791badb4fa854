import type { RunDeps } from '../runs/carry-on.ts';
import { configureRuns } from '../runs/configure-runs.ts';
import type { Job } from '../runs/job.ts';

export const configure = (): RunDeps => {
  const runs = configureRuns();
  const jobs: Record<string, Job> = {};
  return { ...runs, jobs };
};
