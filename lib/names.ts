import type { Environment } from '../configuration/environment.ts';

/**
 * Fixed names of what one stack makes and another uses. Stacks know each other by these names and not by
 * CloudFormation exports: an export cannot change while anything imports it, so a thousand lanes would lock the
 * data stack, and each other. Everything that nobody else refers to is named by CloudFormation.
 */
export const namesOf = ({ name }: Pick<Environment, 'name'>) => ({
  eventStore: `opg-${name}-ledger`,
  codeMapping: `opg-${name}-crosswalk`,
  idempotency: `opg-${name}-idempotency`,
  gate: `opg-${name}-gate`,
  audit: `opg-${name}-audit`,
  feed: `opg-${name}-feed`,
  runs: `opg-${name}-runs`,
  reconciliation: `opg-${name}-reconciliation`,
  bus: `opg-${name}`,
  onCall: `opg-${name}-on-call`,
  /** names of buckets are the whole world's: account and region make it one of a kind */
  dropBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-drop-${account}-${region}`,
  auditBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-audit-${account}-${region}`,
  analyticsBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-analytics-${account}-${region}`,
  /** of Glue, which takes no hyphens */
  analyticsDatabase: `opg_${name}`,
  odooSecret: `opg-${name}/odoo`,
  hintSecret: `opg-${name}/hint`,
  /** prefix of the SSM parameters that say what a partner may do */
  partnerPath: `/opg/${name}/partners/`,
  /** prefix of the SSM parameters that say where partners have their messages pushed to */
  webhookPath: `/opg/${name}/webhooks/`,
  webhookSecret: (partner: string) => `opg-${name}/webhook/${partner}`,
  webhooksFunction: `opg-${name}-webhooks`,
  plantQueue: (plant: string) => `opg-${name}-lane-${plant}.fifo`,
  deadQueue: (plant: string) => `opg-${name}-lane-${plant}-dead.fifo`,
  postFunction: (plant: string) => `opg-${name}-post-${plant}`,
  holdMachine: `opg-${name}-gate`,
  dispatchFunction: `opg-${name}-dispatch`,
  runMachine: `opg-${name}-runs`,
  operateFunction: `opg-${name}-operate`,
  alarm: (section: string, plant?: string, about?: string) =>
    ['opg', name, plant, about, section].filter(Boolean).join('-'),
  stack: (part: string) => `opg-${name}-${part}`,
});

export type Names = ReturnType<typeof namesOf>;

/** Placeholder that a function replaces with a plant's id. */
export const anyPlant = '{plant}';
