import { defineConfig } from 'vitest/config';
import { deepTests, settings } from './vitest.settings.ts';

/** `npm test`: what a change is tried with, within four minutes on two cores. */
export default defineConfig({
  test: {
    ...settings,
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    exclude: ['test/odoo/**', 'test/faults/**', 'test/rehearsal/**', ...deepTests, 'node_modules/**'],
  },
});
