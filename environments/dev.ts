import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment for development. */
export const dev = defineEnvironment(
  {
    name: 'dev',
    purpose: 'development',
    plants: Object.keys(plants),
    partners: Object.keys(partners),
    odoo: { workers: 12 },
    logRetentionDays: 7,
    keepData: false,
    pointInTimeRecovery: false,
  },
  { plants, partners },
);
