import { describe, expect, it } from 'vitest';
import { routes } from '../../../events/http/routes.ts';
import { releaseOf } from '../../../lib/release.ts';
import { all, type Synthesized } from './synthesized.ts';

/** What calls functions, and where it names the function. */
const callers: Readonly<Record<string, (properties: never) => unknown>> = {
  'AWS::Lambda::EventSourceMapping': ({ FunctionName }: { FunctionName: unknown }) => FunctionName,
  'AWS::Lambda::EventInvokeConfig': ({ Qualifier }: { Qualifier: unknown }) => Qualifier,
  'AWS::Lambda::Permission': ({ FunctionName }: { FunctionName: unknown }) => FunctionName,
  'AWS::ApiGateway::Method': ({ Integration }: { Integration: { Uri?: unknown } }) => Integration.Uri,
  'AWS::Events::Rule': ({ Targets }: { Targets: { Arn: unknown }[] }) => Targets.map(({ Arn }) => Arn),
  'AWS::Scheduler::Schedule': ({ Target }: { Target: { Arn: unknown } }) => Target.Arn,
  'AWS::StepFunctions::StateMachine': ({ DefinitionString }: { DefinitionString: unknown }) =>
    DefinitionString,
};

const functionIds = ({ resources }: Synthesized) =>
  new Set(resources('AWS::Lambda::Function').map(({ id }) => id));

describe('a function', () => {
  it.each(all)('publishes a version with every release, and keeps it, in $environment.name', (one) => {
    const versions = one.resources('AWS::Lambda::Version');
    expect(versions.length).toBe(one.resources('AWS::Lambda::Function').length);
    for (const { Properties, DeletionPolicy } of versions) {
      expect(Properties.Description).toBe(releaseOf());
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
    for (const { Properties } of one.resources('AWS::Lambda::Function'))
      expect(Properties.Environment.Variables.RELEASE).toBe(releaseOf());
  });

  it.each(all)('is called by its alias only, in $environment.name', (one) => {
    const ids = functionIds(one);
    let found = 0;
    for (const [type, namedIn] of Object.entries(callers))
      for (const { id, Properties } of one.resources(type)) {
        const text = JSON.stringify(namedIn(Properties as never)) ?? '';
        const named = [...text.matchAll(/"Fn::GetAtt":\["(\w+)","Arn"\]|"Ref":"(\w+)"/g)].map(
          ([, att, ref]) => att ?? ref ?? '',
        );
        expect(
          named.filter((each) => ids.has(each)),
          `${type} ${id} calls a function without its alias`,
        ).toEqual([]);
        if (/Live|:live|"live"/.test(text)) found += 1;
      }
    // Each plant has a queue and a schedule; then there are routes, rules, schedules of webhooks and two state machines.
    expect(found).toBeGreaterThan(one.environment.plants.length * 2 + 20);
  });

  it.each(all)(
    'may still be called without it by executions that began before, in $environment.name',
    (one) => {
      const machines = one.resources('AWS::StepFunctions::StateMachine');
      expect(machines.length).toBe(2);
      for (const { id, Properties } of machines) {
        const role = Properties.RoleArn['Fn::GetAtt'][0];
        const policies = one
          .resources('AWS::IAM::Policy')
          .filter(({ Properties: { Roles } }) => JSON.stringify(Roles).includes(role));
        const allowed = JSON.stringify(
          policies.flatMap(({ Properties: { PolicyDocument } }) =>
            PolicyDocument.Statement.filter(
              ({ Action }: { Action: unknown }) => Action === 'lambda:InvokeFunction',
            ),
          ),
        );
        const called = [...allowed.matchAll(/"Fn::GetAtt":\["(\w+)","Arn"\]/g)].map(([, each]) => each);
        expect(called.filter((each) => functionIds(one).has(each ?? '')).length, id).toBeGreaterThan(0);
      }
    },
  );
});

describe('what calls a function', () => {
  it.each(all)('may do so before it is told to, in $environment.name', (one) => {
    const permissions = new Map(
      one.resources('AWS::Lambda::Permission').map((each) => [`${each.stack} ${each.id}`, each]),
    );
    const callers = [
      ...one
        .resources('AWS::Events::Rule')
        .filter(({ Properties }) => JSON.stringify(Properties.Targets).includes('Live')),
      ...one.resources('AWS::ApiGateway::Stage'),
    ];
    expect(callers.length).toBeGreaterThan(4);
    for (const { stack, id, Type, DependsOn = [] } of callers) {
      const before = [DependsOn].flat().flatMap((each) => permissions.get(`${stack} ${each}`) ?? []);
      expect(before.length, `${Type} ${id}`).toBeGreaterThan(0);
      for (const permission of before) {
        expect(permission.Properties.FunctionName.Ref).toMatch(/Live/);
        // One that names the caller could only come after it.
        expect(JSON.stringify(permission.Properties.SourceArn)).not.toContain(`"${id}"`);
      }
    }
    const served = new Set(
      one
        .resources('AWS::Lambda::Permission')
        .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com')
        .map(({ Properties }) => Properties.FunctionName.Ref),
    );
    expect(served.size).toBe(new Set(routes.map((route) => route.function)).size);
  });
});
