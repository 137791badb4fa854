import { defineConfig } from 'vitest/config';

/** Suites on a real Odoo 19, one file at a time: they share its workers. */
export default defineConfig({
  test: {
    include: ['test/odoo/**/*.test.ts', 'test/faults/**/*.test.ts'],
    fileParallelism: false,
    provide: { narrowed: process.argv.some((each) => /^(-t|--testNamePattern)/.test(each)) },
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
