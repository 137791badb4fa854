import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment for production. Account, addresses and budget are samples: nobody is paged until you replace them. */
export const prod = defineEnvironment(
  {
    name: 'prod',
    purpose: 'production',
    account: '111122223333',
    region: 'eu-central-1',
    onCall: { page: [{ email: 'on-call@example.com' }] },
    runbook: 'https://git.example.com/plant-gateway/docs/runbook.md',
    costs: { monthlyBudgetUsd: 400, anomalies: 'by-service' },
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
