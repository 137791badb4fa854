import type { AppView, TemplateResource } from '../app-view.ts';
import type { Aws, Stack } from '../aws/ports.ts';
import { type Check, failed, passed, warning } from './check.ts';

export interface QuotaCheckDeps {
  aws: Pick<Aws, 'limits' | 'region'>;
  app(): Promise<AppView>;
  stacks(): Promise<readonly Stack[]>;
}

interface Counted {
  id: string;
  title: string;
  service: string;
  /** name of the quota in Service Quotas */
  name: RegExp;
  /** AWS's default, for a quota that Service Quotas does not list (AWS General Reference, 2026-11) */
  usual: number;
  /** resources of the templates that count */
  counts(type: string): boolean;
  inUse: 'tables' | 'api-keys' | 'usage-plans' | 'stacks';
}

const counted: readonly Counted[] = [
  {
    id: 'quota-stacks',
    title: 'Quota: CloudFormation stacks',
    service: 'cloudformation',
    name: /^stack count$/i,
    usual: 2000,
    counts: (type) => type === 'stack',
    inUse: 'stacks',
  },
  {
    id: 'quota-tables',
    title: 'Quota: DynamoDB tables',
    service: 'dynamodb',
    name: /^maximum number of tables$/i,
    usual: 2500,
    counts: (type) => type === 'AWS::DynamoDB::Table',
    inUse: 'tables',
  },
  {
    id: 'quota-keys',
    title: 'Quota: API keys',
    service: 'apigateway',
    name: /^(maximum )?API keys( per account)?/i,
    usual: 10_000,
    counts: (type) => type === 'AWS::ApiGateway::ApiKey',
    inUse: 'api-keys',
  },
  {
    id: 'quota-plans',
    title: 'Quota: API usage plans',
    service: 'apigateway',
    name: /^usage plans(?!.*api key)/i,
    usual: 300,
    counts: (type) => type === 'AWS::ApiGateway::UsagePlan',
    inUse: 'usage-plans',
  },
];

/** Resources of these stacks that count; `stack`: the stacks themselves. */
const countOf = (stacks: AppView['stacks'], counts: Counted['counts']): number =>
  stacks.reduce(
    (sum, { resources }) =>
      sum + (counts('stack') ? 1 : Object.values(resources).filter(({ Type }) => counts(Type)).length),
    0,
  );

/** Quotas of which the use is not asked: an environment needs few of them, and doctor has no client for their services. */
const unasked: readonly Omit<Counted, 'inUse'>[] = [
  {
    id: 'quota-alarms',
    title: 'Quota: CloudWatch alarms',
    service: 'monitoring',
    name: /^(number of )?(metric )?alarms$/i,
    usual: 5_000,
    counts: (type) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(type),
  },
  {
    id: 'quota-vpcs',
    title: 'Quota: VPCs',
    service: 'vpc',
    name: /^VPCs per Region$/i,
    usual: 5,
    counts: (type) => type === 'AWS::EC2::VPC',
  },
  {
    id: 'quota-addresses',
    title: 'Quota: Elastic IPs',
    service: 'ec2',
    name: /^EC2-VPC Elastic IPs$/i,
    usual: 5,
    counts: (type) => type === 'AWS::EC2::EIP',
  },
  {
    id: 'quota-endpoints',
    title: 'Quota: interface endpoints of a VPC',
    service: 'vpc',
    name: /^Interface VPC endpoints per VPC$/i,
    usual: 50,
    counts: (type) => type === 'AWS::EC2::VPCEndpoint',
  },
];

/** Quotas of the account, against what the synthesized app needs. SQS has no quota of queues. */
export const quotaChecks = ({ aws, app, stacks }: QuotaCheckDeps): Check[] => [
  {
    id: 'quota-concurrency',
    title: 'Quota: Lambda concurrency',
    needs: ['credentials', 'account'],
    async run() {
      const limit = await aws.limits.concurrency();
      const { needed, why } = concurrencyOf(await app());
      return limit >= needed
        ? passed(`${limit} at once; needed ${needed} (${why})`)
        : failed(
            `the account may run ${limit} functions at once, and ${needed} are needed (${why})`,
            increase('lambda', 'Concurrent executions', aws.region),
          );
    },
  },
  ...counted.map(
    ({ id, title, service, name, usual, counts, inUse }): Check => ({
      id,
      title,
      needs: ['credentials', 'account'],
      async run() {
        const view = await app();
        const existing = await stacks();
        const missing = view.stacks.filter((stack) => !existing.some((known) => known.name === stack.name));
        const inAll = countOf(view.stacks, counts);
        const needed = countOf(missing, counts);
        const used = inUse === 'stacks' ? existing.length : await aws.limits.inUse(inUse);
        const found = await aws.limits.quota(service, name);
        const limit = found ?? usual;
        const said = `${limit}${found === undefined ? ' (by default)' : ''}; ${used} in use, ${needed} more needed`;
        if (used + needed > limit)
          return failed(said, increase(service, title.replace('Quota: ', ''), aws.region));
        // Another environment of this size would not fit.
        return used + needed + inAll > limit
          ? warning(`${said}: nearly used up`, increase(service, title.replace('Quota: ', ''), aws.region))
          : passed(said);
      },
    }),
  ),
  ...unasked.map(
    ({ id, title, service, name, usual, counts }): Check => ({
      id,
      title,
      needs: ['credentials', 'account'],
      async run() {
        const needed = countOf((await app()).stacks, counts);
        if (needed === 0) return passed('none needed');
        const found = await aws.limits.quota(service, name);
        const limit = found ?? usual;
        const said = `${limit}${found === undefined ? ' (by default)' : ''}; needed ${needed}, others of the region not counted`;
        return needed > limit
          ? failed(said, increase(service, title.replace('Quota: ', ''), aws.region))
          : passed(said);
      },
    }),
  ),
];

const increase = (service: string, what: string, region: string): string =>
  `Ask for more: https://${region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas (${what}).`;

/** Executions at once when every queue works at its maximum and every other function runs once. */
const concurrencyOf = ({ stacks }: AppView): { needed: number; why: string } => {
  const all: TemplateResource[] = stacks.flatMap(({ resources }) => Object.values(resources));
  const queues = all
    .filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
    .map(({ Properties }) => Number(Properties?.ScalingConfig?.MaximumConcurrency ?? 1));
  const fromQueues = queues.reduce((sum, each) => sum + each, 0);
  const functions = all.filter(({ Type }) => Type === 'AWS::Lambda::Function').length;
  const others = Math.max(0, functions - queues.length);
  return { needed: fromQueues + others, why: `${fromQueues} for queues, ${others} other functions` };
};
