import { describe, expect, it } from 'vitest';
import { dev, prod } from '../../../environments/index.ts';
import { protectedContext } from '../../../lib/constructs/protection.ts';
import { gatewayApp } from '../../../lib/gateway-app.ts';
import { GatewayStage } from '../../../lib/gateway-stage.ts';
import { options } from '../options.ts';
import { all, synthesized, type Template } from './synthesized.ts';

/** Environments that keep their data, with each option. */
const withOptions = await synthesized(Object.values(options));

type Resource = Template['Resources'][string];

/** Value of a condition at a first deployment, when every parameter has its default. */
const holds = ({ Parameters = {}, Conditions = {} }: Template, name: string): boolean => {
  const { 'Fn::Equals': [{ Ref }, value] = [{}] } = Conditions[name] as {
    'Fn::Equals'?: [{ Ref?: string }, unknown?];
  };
  if (Ref === undefined) throw new Error(`condition ${name} is of a form that this test does not know`);
  return Parameters[Ref]?.Default === value;
};

/** A property as CloudFormation sees it at a first deployment. */
const atFirst = (template: Template, property: unknown): unknown => {
  const { 'Fn::If': choice } = Object(property) as { 'Fn::If'?: [string, unknown, unknown] };
  return choice ? atFirst(template, holds(template, choice[0]) ? choice[1] : choice[2]) : property;
};

/** Properties by which AWS refuses to delete a resource, wherever in it they are. */
const refusing =
  /^(DeletionProtection(Enabled)?|DeletionProtectionConfig|TerminationProtection|LockConfiguration)$/;
const refusesDeletion = (template: Template, value: unknown): boolean =>
  Object.entries(Object(value)).some(([key, property]) => {
    const first = atFirst(template, property);
    if (refusing.test(key)) return first !== false && first !== 'INACTIVE' && first !== undefined;
    return typeof first === 'object' && refusesDeletion(template, first);
  });

/** What a deployment itself writes into a bucket or repository, which must then be emptied by hand. */
const fills: Readonly<Record<string, (properties: Record<string, unknown>) => boolean>> = {
  'Custom::CDKBucketDeployment': () => true,
  'AWS::S3::Bucket': (bucket) =>
    ['LoggingConfiguration', 'InventoryConfigurations', 'ReplicationConfiguration'].some(
      (key) => key in bucket,
    ),
  'AWS::CloudTrail::Trail': () => true,
  'AWS::Athena::WorkGroup': ({ RecursiveDeleteOption }) => RecursiveDeleteOption !== true,
  'AWS::Backup::BackupVault': () => true,
  'AWS::ECR::Repository': ({ EmptyOnDelete }) => EmptyOnDelete !== true,
};

const reasonToStay = (
  template: Template,
  { Type, Properties = {}, DeletionPolicy }: Resource,
): string | undefined => {
  if (DeletionPolicy === 'Retain' || DeletionPolicy === 'Snapshot') return DeletionPolicy;
  if (refusesDeletion(template, Properties)) return 'deletion protection';
  return fills[Type]?.(Properties) ? 'is not empty' : undefined;
};

const staying = (template: Template): string[] =>
  Object.entries(template.Resources).flatMap(([id, resource]) => {
    const reason = reasonToStay(template, resource);
    return reason ? [`${id} ${resource.Type}: ${reason}`] : [];
  });

describe('a first deployment that is rolled back', () => {
  it.each([...all, ...withOptions].map((one) => [one.environment.name, one] as const))(
    'removes everything that it created in %s, and its stack can be deleted',
    (_, { templates, locked }) => {
      expect(Object.values(templates).flatMap(staying)).toEqual([]);
      // CloudFormation refuses to delete such a stack, also after its creation was rolled back.
      expect(locked).toEqual([]);
    },
  );

  it.each<[string, Partial<Resource>, string]>([
    ['a policy', { DeletionPolicy: 'Retain' }, 'Retain'],
    ['a protection', { Properties: { DeletionProtectionEnabled: true } }, 'deletion protection'],
    [
      'a protection by default',
      { Properties: { DeletionProtectionEnabled: { 'Fn::If': ['IsOn', true, false] } } },
      'deletion protection',
    ],
    ['a trail in a bucket', { Type: 'AWS::CloudTrail::Trail' }, 'is not empty'],
  ])('would be found to leave something behind by %s', (_, more, reason) => {
    const template: Template = {
      Parameters: { Switch: { Type: 'String', Default: 'on' } },
      Conditions: { IsOn: { 'Fn::Equals': [{ Ref: 'Switch' }, 'on'] } },
      Resources: { Odd: { Type: 'AWS::DynamoDB::Table', Properties: {}, ...more } },
    };
    expect(staying(template)).toEqual([expect.stringMatching(`^Odd .*: ${reason}$`)]);
  });
});

describe('after the first deployment', () => {
  const lockedOf = async (...deployed: string[]) => {
    const app = await gatewayApp({ checked: false, bundled: false });
    app.node.setContext(protectedContext, deployed);
    for (const environment of [dev, prod, { ...options.nat, region: 'eu-north-1' }, options.domain])
      new GatewayStage(app, environment);
    const assembly = app.synth();
    return (name: string) =>
      assembly
        .getNestedAssembly(`assembly-${name}`)
        .stacks.filter(({ terminationProtection }) => terminationProtection)
        .map(({ stackName }) => stackName)
        .sort();
  };

  it('what an environment keeps is protected: its data, network and domain', async () => {
    const locked = await lockedOf('prod', 'dev', 'nat', 'domain');
    expect(locked('prod')).toEqual(['opg-prod-data']);
    expect(locked('dev')).toEqual([]);
    expect(locked('nat')).toEqual(['opg-nat-data', 'opg-nat-network']);
    expect(locked('domain')).toEqual(['opg-domain-data', 'opg-domain-domain']);
  });

  it('a parameter protects every table with point-in-time recovery, and an environment without kept data has none', () => {
    for (const { environment, templates } of all) {
      const { Parameters = {}, Resources = {} } = templates.data ?? {};
      expect('Protection' in Parameters).toBe(environment.keepData);
      const tables = Object.values(Resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
      const guarded = tables.filter(({ Properties }) => Properties.DeletionProtectionEnabled);
      expect(guarded).toHaveLength(environment.keepData ? tables.length - 1 : 0);
    }
  });
});
