import { availableParallelism } from 'node:os';

export const settings = {
  testTimeout: 90_000,
  hookTimeout: 180_000,
  // End-to-end suites wait more than they compute: measured, one file more than there are cores is fastest.
  maxWorkers: availableParallelism() + 1,
};

/** Suites that take tens of seconds each: thousands of events, retries after minutes, scaffolds, upgrades. */
export const deepTests = [
  'test/local/{documents,readings,verdicts,webhooks}.test.ts',
  'test/isolated/**/*.test.ts',
  'test/stacks/scaffolds.test.ts',
  'test/upgrade/**/*.test.ts',
];
