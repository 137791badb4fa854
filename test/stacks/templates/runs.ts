import { describe, expect, it } from 'vitest';
import { plants } from '../../../plants/index.ts';
import { all, type Synthesized } from './synthesized.ts';

interface State {
  Type: string;
  Retry?: { ErrorEquals: string[]; MaxAttempts: number; IntervalSeconds: number; MaxDelaySeconds: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
}

const machineOf = ({ resources, environment }: Synthesized) => {
  const name = `opg-${environment.name}-runs`;
  const machine = resources('AWS::StepFunctions::StateMachine').find(
    ({ Properties }) => Properties.StateMachineName === name,
  );
  if (!machine) throw new Error('no state machine of runs');
  const parts = machine.Properties.DefinitionString['Fn::Join'][1] as unknown[];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'arn')).join('');
  return {
    machine,
    definition: JSON.parse(text) as { TimeoutSeconds: number; States: Record<string, State> },
  };
};

describe('the state machine of runs', () => {
  it('is a standard one, logged and traced, and ends before the next day’s run begins', () => {
    for (const one of all) {
      const { machine, definition } = machineOf(one);
      expect(definition.TimeoutSeconds).toBeLessThan(24 * 3600);
      expect(machine.Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL' },
      });
    }
  });

  it('retries Odoo for most of a day, and has every failure entered', () => {
    for (const one of all) {
      const { States, TimeoutSeconds } = machineOf(one).definition;
      const steps = Object.entries(States).filter(([name]) => name.startsWith('Step of '));
      expect(steps.length).toBeGreaterThan(0);
      for (const [, { Retry = [], Catch }] of steps) {
        const away = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('OdooAway'));
        const patience = (away?.MaxAttempts ?? 0) * (away?.MaxDelaySeconds ?? 0);
        expect(patience).toBeGreaterThan(18 * 3600);
        expect(patience).toBeLessThan(TimeoutSeconds);
        expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'EnterFailure' }]);
      }
    }
  });

  it('is started at every plant every day, by the plant’s own clock, by a role that may do nothing else', () => {
    for (const one of all) {
      const schedules = one.resources('AWS::Scheduler::Schedule');
      for (const id of one.environment.plants) {
        const own = schedules.filter(
          ({ stack, Properties }) => stack === `lane-${id}` && JSON.parse(Properties.Target.Input).order,
        );
        expect(own.map(({ Properties }) => JSON.parse(Properties.Target.Input).order)).toContainEqual({
          job: 'costs',
          plant: id,
          by: 'schedule',
        });
        for (const { Properties } of own) {
          expect(Properties.ScheduleExpressionTimezone).toBe(plants[id]?.timeZone);
          expect(Properties.ScheduleExpression).toMatch(/^cron\(\d+ \d+ \* \* \? \*\)$/);
          expect(Properties.Target.DeadLetterConfig).toBeDefined();
        }
        const actions = one
          .resources('AWS::IAM::Policy')
          .filter(({ id: policy, stack }) => stack === `lane-${id}` && policy.startsWith('SchedulerRole'))
          .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string }[])
          .map(({ Action }) => Action);
        expect(new Set(actions)).toEqual(new Set(['states:StartExecution', 'sqs:SendMessage']));
      }
    }
  });

  it('is started by operators by one function only', () => {
    for (const one of all) {
      const may = one.resources('AWS::IAM::Policy').filter(({ stack, Properties }) => {
        const statements = Properties.PolicyDocument.Statement as { Action: string; Resource: unknown }[];
        return (
          !stack.startsWith('lane-') &&
          statements.some(
            ({ Action, Resource }) =>
              Action === 'states:StartExecution' && JSON.stringify(Resource).includes('-runs'),
          )
        );
      });
      expect(may.map(({ id }) => id.replace(/Role.*/, ''))).toEqual(['Operate']);
    }
  });
});

describe('runs', () => {
  it('are kept for a year and can be restored in prod', () => {
    for (const one of all) {
      const table = one
        .resources('AWS::DynamoDB::Table')
        .find(({ Properties }) => Properties.TableName.endsWith('-runs'));
      expect(table?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
      if (one.environment.name === 'prod') expect(table?.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });
});
