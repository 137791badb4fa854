import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    exclude: ['test/odoo/**', 'test/faults/**', 'node_modules/**'],
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
