import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Suites on real Odoos, one file at a time on each: a file has the workers of its Odoo for itself. */
const odoos: unknown[] = JSON.parse(process.env.ODOO_EACH ?? '[]');

/** Files that take minutes. They begin, so that no worker is left alone with one of them. */
const long = [
  'odoo/differential',
  'odoo/verdict-model',
  'odoo/real-odoo',
  'faults/outage',
  'faults/feed',
  'faults/exactly-once',
  'odoo/restored',
  'faults/readings',
  'odoo/history',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => moduleId.includes(name));
      return place < 0 ? long.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/odoo/**/*.test.ts', 'test/faults/**/*.test.ts'],
    maxWorkers: Math.max(1, odoos.length),
    sequence: { sequencer: LongFirst },
    setupFiles: ['test/odoo/own-settings.ts'],
    provide: { narrowed: process.argv.some((each) => /^(-t|--testNamePattern)/.test(each)) },
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
