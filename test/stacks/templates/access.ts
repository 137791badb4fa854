import { describe, expect, it } from 'vitest';
import { all, type Resource, type Synthesized } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

const statementsOf = ({ resources }: Synthesized): { policy: Resource; statement: Statement }[] =>
  resources('AWS::IAM::Policy').flatMap((policy) =>
    (policy.Properties.PolicyDocument.Statement as Statement[]).map((statement) => ({ policy, statement })),
  );

/** Actions for which IAM has no resource to name. */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'lambda:ListEventSourceMappings',
];

describe('what a function may do', () => {
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
      for (const { policy, statement } of statementsOf(one)) {
        if (!list(statement.Resource).includes('*')) continue;
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
        .filter(({ statement }) => list(statement.Action).includes('secretsmanager:GetSecretValue'))
        .map(({ policy }) => policy.id.replace(/Role.*/, ''));
      expect(readers.sort()).toEqual([...one.environment.plants.map(() => 'LanePost'), 'Watch']);
    }
  });

  it('lets a lane send to its own two queues and to no other', () => {
    for (const one of all) {
      for (const { policy, statement } of statementsOf(one)) {
        if (!policy.stack.startsWith('lane-') || !list(statement.Action).includes('sqs:SendMessage'))
          continue;
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
    for (const { resources } of all) {
      const retained = new Set(
        resources('AWS::Logs::LogGroup')
          .filter(({ Properties }) => Properties.RetentionInDays)
          .map(({ stack, id }) => `${stack}/${id}`),
      );
      for (const { stack, Properties } of resources('AWS::Lambda::Function')) {
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
    for (const { resources } of all) {
      const policies = resources('AWS::SQS::QueuePolicy').filter(({ Properties }) =>
        JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
      );
      const covered = policies.flatMap(({ stack, Properties }) =>
        Properties.Queues.map((queue: { Ref: string }) => `${stack}/${queue.Ref}`),
      );
      for (const { stack, id, Properties } of resources('AWS::SQS::Queue')) {
        expect(Properties.SqsManagedSseEnabled).toBe(true);
        expect(covered).toContain(`${stack}/${id}`);
      }
    }
  });
});
