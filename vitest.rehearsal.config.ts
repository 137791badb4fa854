import { defineConfig } from 'vitest/config';

/** What `npm run upgrade:test` runs: an older checkout and this one in turn, on a real Odoo. */
export default defineConfig({
  test: { include: ['test/rehearsal/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
});
