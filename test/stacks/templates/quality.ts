import { describe, expect, it } from 'vitest';
import { all, type Synthesized } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}
interface Retry {
  ErrorEquals: string[];
  IntervalSeconds: number;
  BackoffRate: number;
  MaxAttempts: number;
  MaxDelaySeconds: number;
}
interface State {
  Type: string;
  Next?: string;
  Resource?: string;
  Retry?: Retry[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  TimeoutSecondsPath?: string;
  HeartbeatSecondsPath?: string;
  TimeoutSeconds?: number;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);
const grants = ({ resources }: Synthesized, what: string) =>
  resources('AWS::IAM::Policy').flatMap(({ id, Properties }) =>
    (Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Resource }) => JSON.stringify(Resource).includes(what))
      .flatMap(({ Action }) => list(Action).map((action) => `${id.replace(/Role.*/, '')} ${action}`)),
  );

const machineOf = ({ resources }: Synthesized) => {
  const machine = resources('AWS::StepFunctions::StateMachine').find(({ stack }) => stack === 'quality');
  if (!machine) throw new Error('no state machine');
  const parts = machine.Properties.DefinitionString['Fn::Join'][1] as unknown[];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'arn')).join('');
  return { machine, text, states: JSON.parse(text).States as Record<string, State> };
};

describe('the audit', () => {
  it('is only ever added to: no function may change or remove an entry', () => {
    for (const one of all) {
      const { name } = one.environment;
      const table = grants(one, `:table/opg-${name}-audit`).sort();
      expect(table).toEqual(
        ['Operate dynamodb:Query', 'Quality dynamodb:PutItem', 'Query dynamodb:Query'].sort(),
      );
      expect(grants(one, `:::opg-${name}-audit-`)).toEqual(['Quality s3:PutObject']);
    }
  });

  it('is locked for years in prod, and nowhere else', () => {
    for (const { environment, resources } of all) {
      const bucket = resources('AWS::S3::Bucket').find(({ id }) => id.startsWith('AuditArchive'));
      expect(bucket?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(bucket?.DeletionPolicy).toBe(environment.name === 'prod' ? 'RetainExceptOnCreate' : 'Delete');
      expect(bucket?.Properties.ObjectLockConfiguration).toEqual(
        environment.name === 'prod'
          ? {
              ObjectLockEnabled: 'Enabled',
              Rule: { DefaultRetention: { Days: 7 * 365, Mode: 'COMPLIANCE' } },
            }
          : undefined,
      );
    }
  });

  it('and what is known of the quality hold survive their stack in prod and can be restored to any second', () => {
    const prod = all.find(({ environment }) => environment.name === 'prod');
    for (const name of ['audit', 'gate']) {
      const table = prod
        ?.resources('AWS::DynamoDB::Table')
        .find(({ Properties }) => Properties.TableName.endsWith(`-${name}`));
      expect(table?.DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(table?.Properties).toMatchObject({
        DeletionProtectionEnabled: { 'Fn::If': ['IsProtected', true, false] },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });
});

describe('the state machine of the quality hold', () => {
  it('is a standard one in JSONPath, logged and traced', () => {
    for (const one of all) {
      const { machine, text } = machineOf(one);
      expect(text).not.toMatch(/JSONata|QueryLanguage/);
      expect(machine.Properties).toMatchObject({
        StateMachineName: `opg-${one.environment.name}-gate`,
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL' },
      });
    }
  });

  it('releases only what an assessment said to release, and never because time ran out', () => {
    for (const one of all) {
      const { states } = machineOf(one);
      const leadTo = (wanted: string) =>
        Object.entries(states).flatMap(([name, { Next, Catch = [] }]) =>
          [Next, ...Catch.map((caught) => caught.Next)].includes(wanted) ? [name] : [],
        );
      expect(leadTo('Release')).toEqual([]);
      expect(leadTo('Recheck')).toEqual(['Release']);
      expect(states.AwaitVerdict?.Catch).toMatchObject([
        { ErrorEquals: ['States.Timeout', 'States.HeartbeatTimeout'], Next: 'Assess' },
      ]);
    }
  });

  it('waits with a limit wherever it waits, and leaves what was refused to a person', () => {
    for (const one of all) {
      const { states } = machineOf(one);
      const waiting = Object.entries(states).filter(([, { Resource }]) =>
        Resource?.endsWith('.waitForTaskToken'),
      );
      expect(waiting.map(([name]) => name).sort()).toEqual(['AwaitVerdict', 'Raise', 'Release']);
      for (const [, { TimeoutSeconds, TimeoutSecondsPath }] of waiting)
        expect(TimeoutSeconds ?? TimeoutSecondsPath).toBeDefined();
      for (const own of ['Release', 'Raise'])
        expect(states[own]?.Catch?.[0]).toMatchObject({
          ErrorEquals: ['Quarantined'],
          Next: 'AwaitVerdict',
        });
    }
  });

  it('tries every task again, while Odoo or one of our own stores is away or when a function died, and no time-out', () => {
    for (const one of all) {
      for (const [name, { Type, Retry = [] }] of Object.entries(machineOf(one).states)) {
        if (Type !== 'Task') continue;
        const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
        expect(errors, name).toEqual(
          expect.arrayContaining(['OdooAway', 'Unavailable', 'Runtime.ExitError']),
        );
        expect(errors, name).not.toContain('States.ALL');
        expect(errors, name).not.toContain('States.TaskFailed');
      }
    }
  });

  it('looks at a lot for six weeks while Odoo is away, and never waits for more than an hour', () => {
    for (const one of all)
      for (const { Retry = [] } of Object.values(machineOf(one).states).filter(
        ({ Type }) => Type === 'Task',
      )) {
        const away = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('OdooAway'));
        if (!away) throw new Error('is not tried again');
        const delays = Array.from({ length: away.MaxAttempts }, (_, tries) =>
          Math.min(away.MaxDelaySeconds, away.IntervalSeconds * away.BackoffRate ** tries),
        );
        expect(Math.max(...delays)).toBe(3600);
        expect(delays.reduce((sum, delay) => sum + delay, 0) / (7 * 24 * 3600)).toBeGreaterThan(5.9);
      }
  });

  it('pages the person on call for every execution that failed, timed out or was aborted', () => {
    for (const { resources } of all) {
      const alarm = resources('AWS::CloudWatch::Alarm').find(({ id }) =>
        id.startsWith('GateExecutionFailed'),
      );
      const metrics =
        (alarm?.Properties.Metrics as { MetricStat?: { Metric: { MetricName: string } } }[]) ?? [];
      expect(metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []).sort()).toEqual([
        'ExecutionsAborted',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
      ]);
    }
  });

  it('may call its function and nothing else', () => {
    for (const one of all) {
      const actions = one
        .resources('AWS::IAM::Policy')
        .filter(({ id }) => id.startsWith('GateMachine'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
        .flatMap(({ Action }) => list(Action))
        .filter((action) => !/^(xray|logs):/.test(action));
      expect(actions).toEqual(['lambda:InvokeFunction']);
      expect(grants(one, `:stateMachine:opg-${one.environment.name}-gate`).sort()).toEqual([
        'Quality states:SendTaskFailure',
        'Quality states:SendTaskHeartbeat',
        'Quality states:SendTaskSuccess',
        'Quality states:StartExecution',
      ]);
    }
  });
});
