import { defineConfig } from 'vitest/config';
import { deepTests, settings } from './vitest.settings.ts';

/** `npm run test:deep`: what takes longer, without an Odoo. */
export default defineConfig({ test: { ...settings, include: deepTests } });
