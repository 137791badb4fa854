import { describe, expect, it } from 'vitest';
import { all, type Resource, type Synthesized } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** Functions that are there in every environment, and those of its plant queues. */
const functionsOf = ({ environment }: Synthesized): string[] => [
  'Accept',
  'Documents',
  'DropTake',
  'Query',
  'Trace',
  'Feed',
  'Watch',
  'Operate',
  'Quality',
  'Sync',
  'Reconcile',
  'Dispatch',
  'RelayRelay',
  'Hint',
  'Webhooks',
  ...environment.plants.map(() => 'LanePost'),
];

/** State machines have roles of their own, and so have the schedules: of a plant, and of the watch over held goods. */
const machines = ['GateMachine', 'RunsMachine'];
const schedulersOf = ({ environment }: Synthesized) => [
  'HoldWatch',
  ...environment.plants.flatMap(() => ['Scheduler', 'Look']),
];

const statementsOf = ({ resources }: Synthesized): { policy: Resource; statement: Statement }[] =>
  resources('AWS::IAM::Policy').flatMap((policy) =>
    (policy.Properties.PolicyDocument.Statement as Statement[]).map((statement) => ({ policy, statement })),
  );

/** Actions for which IAM has no resource to name. */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'lambda:ListEventSourceMappings',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

describe('what a function may do', () => {
  it('is said in a policy of its own', () => {
    for (const one of all) {
      const policies = one.resources('AWS::IAM::Policy').map(({ id }) => id.replace(/Role.*/, ''));
      expect(policies.sort()).toEqual([...functionsOf(one), ...machines, ...schedulersOf(one)].sort());
    }
  });

  it('names every action: none holds a wildcard', () => {
    for (const one of all) {
      for (const { policy, statement } of statementsOf(one)) {
        const wild = list(statement.Action).filter((action) => action.includes('*'));
        expect({ policy: policy.id, wild }).toEqual({ policy: policy.id, wild: [] });
      }
    }
  });

  it('names its resources wherever IAM can', () => {
    for (const one of all) {
      const wild = statementsOf(one).filter(({ statement }) => list(statement.Resource).includes('*'));
      // Every function and machine is traced, so every one has such a statement.
      expect(new Set(wild.map(({ policy }) => `${policy.stack}/${policy.id}`)).size).toBe(
        functionsOf(one).length + machines.length,
      );
      for (const { policy, statement } of wild) {
        const narrowable = list(statement.Action).filter((action) => !withoutResource.includes(action));
        expect({ policy: policy.id, narrowable }).toEqual({ policy: policy.id, narrowable: [] });
      }
    }
  });

  it('switches event sources of post functions only', () => {
    for (const one of all) {
      const switching = statementsOf(one).filter(({ statement }) =>
        list(statement.Action).includes('lambda:UpdateEventSourceMapping'),
      );
      expect(switching.map(({ policy }) => policy.stack)).toEqual(['operations', 'operations']);
      for (const { statement } of switching) {
        expect(JSON.stringify(statement.Condition)).toContain(`function:opg-${one.environment.name}-post-*`);
      }
    }
  });

  it('reads Odoo’s key only where Odoo is called', () => {
    for (const one of all) {
      const readers = statementsOf(one)
        .filter(
          ({ statement }) =>
            list(statement.Action).includes('secretsmanager:GetSecretValue') &&
            JSON.stringify(statement.Resource).includes('/odoo-'),
        )
        .map(({ policy }) => policy.id.replace(/Role.*/, ''));
      expect(readers.sort()).toEqual(
        [
          ...one.environment.plants.map(() => 'LanePost'),
          'Dispatch',
          'Operate',
          'Reconcile',
          'Quality',
          'Sync',
          'Trace',
          'Watch',
        ].sort(),
      );
    }
  });

  it('lets the function of a plant queue send to its own two queues and to no other', () => {
    for (const one of all) {
      const sending = statementsOf(one).filter(
        ({ policy, statement }) =>
          policy.stack.startsWith('lane-') &&
          policy.id.startsWith('LanePost') &&
          list(statement.Action).includes('sqs:SendMessage'),
      );
      expect(sending).toHaveLength(one.environment.plants.length);
      for (const { policy, statement } of sending) {
        const queues = JSON.stringify(statement.Resource).match(/opg-[a-z0-9.-]+/g);
        const own = `opg-${one.environment.name}-${policy.stack}`;
        expect(queues?.sort()).toEqual([`${own}-dead.fifo`, `${own}.fifo`]);
      }
    }
  });

  it('uses no managed policy but the one AWS prescribes for API Gateway’s logs', () => {
    for (const { resources } of all) {
      const managed = resources('AWS::IAM::Role').flatMap(
        ({ Properties }) => Properties.ManagedPolicyArns ?? [],
      );
      expect(managed).toHaveLength(1);
      expect(JSON.stringify(managed)).toContain('AmazonAPIGatewayPushToCloudWatchLogs');
    }
  });
});

describe('every function', () => {
  it('is traced, on Node 24 and arm64, and logs to a group that forgets', () => {
    for (const one of all) {
      const retained = new Set(
        one
          .resources('AWS::Logs::LogGroup')
          .filter(({ Properties }) => Properties.RetentionInDays)
          .map(({ stack, id }) => `${stack}/${id}`),
      );
      const functions = one.resources('AWS::Lambda::Function');
      expect(functions).toHaveLength(functionsOf(one).length);
      for (const { stack, Properties } of functions) {
        expect(Properties).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          TracingConfig: { Mode: 'Active' },
        });
        expect(retained).toContain(`${stack}/${Properties.LoggingConfig.LogGroup.Ref}`);
      }
    }
  });
});

describe('every queue', () => {
  it('is encrypted and refuses plain HTTP', () => {
    for (const { environment, resources } of all) {
      const policies = resources('AWS::SQS::QueuePolicy').filter(({ Properties }) =>
        JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
      );
      const covered = policies.flatMap(({ stack, Properties }) =>
        Properties.Queues.map((queue: { Ref: string }) => `${stack}/${queue.Ref}`),
      );
      const queues = resources('AWS::SQS::Queue');
      // Each plant has two and the dead letters of its schedules. File ingest has two. The bus and the quality hold have
      // one for dead letters each.
      expect(queues).toHaveLength(3 * environment.plants.length + 6);
      for (const { stack, id, Properties } of queues) {
        expect(Properties.SqsManagedSseEnabled).toBe(true);
        expect(covered).toContain(`${stack}/${id}`);
      }
    }
  });
});
