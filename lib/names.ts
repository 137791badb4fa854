import type { Environment } from '../configuration/environment.ts';

/**
 * Fixed names of resources that one stack makes and another uses. Stacks use these names, not CloudFormation exports: an
 * export cannot change while a stack imports it, so a thousand plants would lock the data stack and each other.
 * CloudFormation names all other resources. Some names are old words (ledger, crosswalk, gate, lane): deployed names stay.
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
  api: `opg-${name}`,
  /** of a partner's API key and its usage plan */
  partnerKey: (partner: string) => `opg-${name}-${partner}`,
  onCall: `opg-${name}-on-call`,
  tickets: `opg-${name}-tickets`,
  dashboard: `opg-${name}`,
  /** bucket names are global in all of AWS: account and region make them unique */
  dropBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-drop-${account}-${region}`,
  auditBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-audit-${account}-${region}`,
  analyticsBucket: ({ account, region }: { account: string; region: string }) =>
    `opg-${name}-analytics-${account}-${region}`,
  /** Glue allows no hyphens */
  analyticsDatabase: `opg_${name}`,
  odooSecret: `opg-${name}/odoo`,
  hintSecret: `opg-${name}/hint`,
  /** prefix of the SSM parameters with partners' records */
  partnerPath: `/opg/${name}/partners/`,
  /** prefix of the SSM parameters with webhooks' addresses */
  webhookPath: `/opg/${name}/webhooks/`,
  webhookSecret: (partner: string) => `opg-${name}/webhook/${partner}`,
  webhooksFunction: `opg-${name}-webhooks`,
  /** prefix of the SSM parameters with subnets and security groups of the functions that call Odoo */
  networkPath: `/opg/${name}/network/`,
  plantQueue: (plant: string) => `opg-${name}-lane-${plant}.fifo`,
  deadQueue: (plant: string) => `opg-${name}-lane-${plant}-dead.fifo`,
  postFunction: (plant: string) => `opg-${name}-post-${plant}`,
  holdMachine: `opg-${name}-gate`,
  dispatchFunction: `opg-${name}-dispatch`,
  runMachine: `opg-${name}-runs`,
  operateFunction: `opg-${name}-operate`,
  alarm: (section: string, plant?: string) => ['opg', name, plant, section].filter(Boolean).join('-'),
  /** of a stack; the names of what CloudFormation names in it, and those of a part with fixed names, begin with it */
  stack: (part: string) => `opg-${name}-${part}`,
  budget: `opg-${name}-monthly`,
  costMonitor: `opg-${name}-costs`,
});

export type Names = ReturnType<typeof namesOf>;

/** CloudWatch namespace of all metrics of the functions. */
export const metricsNamespace = 'OdooPlantGateway';

/** The alias by which every function is called. It is the version in use; a rollback moves it. */
export const liveAlias = 'live';

/** Name or ARN of a function, as callers use it. */
export const liveOf = (functionNameOrArn: string): string => `${functionNameOrArn}:${liveAlias}`;

/** Placeholder that a function replaces with a plant's id. */
export const anyPlant = '{plant}';
