import { defineEnvironment } from '../configuration/environment.ts';
import { partners } from '../partners/index.ts';
import { plants } from '../plants/index.ts';

/** Sample environment of `npm start` on one machine. Its waits are shorter, because a person watches. */
export const local = defineEnvironment(
  {
    name: 'local',
    purpose: 'development',
    plants: Object.keys(plants),
    partners: Object.keys(partners),
    odoo: { workers: 12, timeoutMs: 20_000 },
    post: { timeoutSeconds: 30, visibilitySeconds: 30 },
    drop: { timeoutSeconds: 30, visibilitySeconds: 35, keepDays: 7 },
    logRetentionDays: 7,
    keepData: false,
    pointInTimeRecovery: false,
    ...(process.env.WEBHOOK_URL && { webhookUrl: process.env.WEBHOOK_URL }),
  },
  { plants, partners },
);
