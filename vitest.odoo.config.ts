import { defineConfig } from 'vitest/config';

/** Suites on real Odoos, one file at a time on each: a file has the workers of its Odoo for itself. */
const odoos: unknown[] = JSON.parse(process.env.ODOO_EACH ?? '[]');

export default defineConfig({
  test: {
    include: ['test/odoo/**/*.test.ts', 'test/faults/**/*.test.ts'],
    maxWorkers: Math.max(1, odoos.length),
    setupFiles: ['test/odoo/own-settings.ts'],
    provide: { narrowed: process.argv.some((each) => /^(-t|--testNamePattern)/.test(each)) },
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
