import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment for tests with partners. Account, addresses and budget are samples: nobody is paged until you replace them. */
export const test = defineEnvironment(
  {
    name: 'test',
    purpose: 'test',
    account: '444455556666',
    region: 'eu-central-1',
    onCall: { page: [{ email: 'on-call@example.com' }] },
    runbook: 'https://git.example.com/plant-gateway/docs/runbook.md',
    costs: { monthlyBudgetUsd: 100, anomalies: 'by-service' },
    plants: Object.keys(plants),
    partners: Object.keys(partners),
    odoo: { workers: 12 },
    keepData: false,
  },
  { plants, partners },
);
