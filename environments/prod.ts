import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment for production. */
export const prod = defineEnvironment(
  {
    name: 'prod',
    plants: Object.keys(plants),
    partners: Object.keys(partners),
    odoo: { workers: 12 },
    throttle: { rate: 500, burst: 1000 },
    logRetentionDays: 365,
    keepData: true,
    // Longer than the shelf life of the products, and than most warranty periods.
    auditRetentionYears: 7,
  },
  { plants, partners },
);
