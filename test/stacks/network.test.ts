import { describe, expect, it } from 'vitest';
import { freeEndpoints, paidEndpoints } from '../../lib/network-services.ts';
import { options, withOptions } from './options.ts';
import { type Resource, type Synthesized, synthesized } from './templates/synthesized.ts';

const [nat, endpoints, existing, without] = (await synthesized([
  options.nat,
  options.endpoints,
  options.existing,
  withOptions({ name: 'without' }),
])) as [Synthesized, Synthesized, Synthesized, Synthesized];
const withNetwork = [nat, endpoints, existing];

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);
const functionsIn = (one: Synthesized) =>
  one.resources('AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig);
const callsOdoo = ({ Properties }: Resource) =>
  'ODOO_SECRET_ARN' in (Properties.Environment?.Variables ?? {});
const statementsOf = (one: Synthesized, of: Resource) =>
  one
    .resources('AWS::IAM::Policy')
    .filter(
      ({ stack, Properties }) =>
        stack === of.stack &&
        Properties.Roles.some(({ Ref }: { Ref: string }) => of.Properties.Role['Fn::GetAtt'][0] === Ref),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map((each) => ({ ...each, actions: list<string>(each.Action) }));

describe('the functions in the VPC', () => {
  it('are those that call Odoo, and no others', () => {
    for (const one of withNetwork) {
      const expected = one.resources('AWS::Lambda::Function').filter(callsOdoo);
      expect(expected.length).toBe(9);
      expect(functionsIn(one)).toEqual(expected);
    }
    expect(functionsIn(without)).toEqual([]);
  });

  it('get subnets and security groups that the network published before', () => {
    for (const one of withNetwork) {
      for (const { stack, Properties } of functionsIn(one)) {
        const parameter = (reference: { Ref: string }) => one.templates[stack]?.Parameters?.[reference.Ref];
        const { SubnetIds, SecurityGroupIds } = Properties.VpcConfig;
        expect(parameter(SubnetIds)).toMatchObject({
          Type: 'AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>',
          Default: `/opg/${one.environment.name}/network/subnets`,
        });
        expect(parameter(SecurityGroupIds)).toMatchObject({
          Type: 'AWS::SSM::Parameter::Value<List<AWS::EC2::SecurityGroup::Id>>',
          Default: `/opg/${one.environment.name}/network/security-groups`,
        });
        expect(one.before[stack]).toContain('network');
      }
      const published = one.resources('AWS::SSM::Parameter').filter(({ stack }) => stack === 'network');
      expect(published.map(({ Properties }) => [Properties.Name, Properties.Type]).sort()).toEqual([
        [`/opg/${one.environment.name}/network/security-groups`, 'StringList'],
        [`/opg/${one.environment.name}/network/subnets`, 'StringList'],
      ]);
    }
  });

  it('let Lambda make their interfaces, and may not do so themselves', () => {
    for (const each of functionsIn(nat)) {
      const onInterfaces = statementsOf(nat, each).filter(({ actions }) =>
        actions.includes('ec2:CreateNetworkInterface'),
      );
      expect(onInterfaces.map(({ Effect }) => Effect).sort()).toEqual(['Allow', 'Deny']);
      const denied = onInterfaces.find(({ Effect }) => Effect === 'Deny');
      expect(JSON.stringify(denied?.Condition.ArnLike['lambda:SourceFunctionArn'])).toContain(':function:*');
      expect(denied?.actions).toEqual(
        onInterfaces
          .find(({ Effect }) => Effect === 'Allow')
          ?.actions.filter((action: string) => action.startsWith('ec2:')),
      );
    }
  });
});

/** Calls of the Lambda service with the function's role: they do not pass the VPC. */
const byLambdaItself = ['ec2', 'logs', 'xray'];
/** What Lambda's poller does with the function's role. */
const byThePoller = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];

describe('the endpoints', () => {
  it('are of the services that functions in the VPC may call, each of them', () => {
    for (const one of withNetwork) {
      const called = functionsIn(one)
        .flatMap((each) => statementsOf(one, each))
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ actions }) => actions as string[])
        .filter((action) => !byThePoller.includes(action))
        .map((action) => action.split(':')[0] ?? '')
        .filter((service) => !byLambdaItself.includes(service));
      expect([...new Set(called)].sort()).toEqual(
        [...Object.keys(freeEndpoints), ...Object.keys(paidEndpoints)].sort(),
      );
    }
  });

  const servicesOf = (one: Synthesized, type: string) =>
    one
      .resources('AWS::EC2::VPCEndpoint')
      .filter(({ Properties }) => Properties.VpcEndpointType === type)
      .map(({ Properties: { ServiceName } }) =>
        typeof ServiceName === 'string' ? ServiceName : ServiceName['Fn::Join'][1].join(''),
      )
      .map((name: string) => name.split('.').at(-1))
      .sort();

  it('lead to every service without an internet', () => {
    expect(servicesOf(endpoints, 'Gateway')).toEqual(Object.keys(freeEndpoints).sort());
    expect(servicesOf(endpoints, 'Interface')).toEqual(Object.keys(paidEndpoints).sort());
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::EIP'])
      expect(endpoints.resources(type)).toEqual([]);
    for (const { Properties } of endpoints
      .resources('AWS::EC2::VPCEndpoint')
      .filter((each) => each.Properties.VpcEndpointType === 'Interface')) {
      expect(Properties.PrivateDnsEnabled).toBe(true);
      expect(Properties.SubnetIds).toHaveLength(3);
    }
  });

  it('cost nothing with a NAT gateway, unless they are wanted', async () => {
    expect(servicesOf(nat, 'Interface')).toEqual([]);
    expect(servicesOf(nat, 'Gateway')).toEqual(Object.keys(freeEndpoints).sort());
    const [both] = await synthesized([
      withOptions({ name: 'both', network: { vpc: 'own', endpoints: 'all' } }),
    ]);
    expect(both && servicesOf(both, 'Interface')).toEqual(Object.keys(paidEndpoints).sort());
  });

  it('serve credentials of the own account only', () => {
    for (const { Properties } of endpoints.resources('AWS::EC2::VPCEndpoint'))
      expect(Properties.PolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]);
  });
});

describe('an own VPC', () => {
  it('calls from fixed addresses: one for each NAT gateway, kept, and published', () => {
    const addresses = nat.resources('AWS::EC2::EIP');
    expect(addresses).toHaveLength(2);
    for (const address of addresses) expect(address.DeletionPolicy).toBe('RetainExceptOnCreate');
    const used = nat
      .resources('AWS::EC2::NatGateway')
      .map(({ Properties }) => Properties.AllocationId['Fn::GetAtt'][0]);
    expect(used.sort()).toEqual(addresses.map(({ id }) => id).sort());
    const output = JSON.stringify(nat.templates.network?.Outputs?.OutgoingAddresses?.Value);
    for (const { id } of addresses) expect(output).toContain(id);
  });

  it('keeps its subnets and addresses when a zone or a NAT gateway comes later', async () => {
    const grown = await synthesized([
      withOptions({ name: 'nat', network: { vpc: 'own', natGateways: 3, zones: ['a', 'b', 'c'] } }),
      withOptions({ name: 'none', network: { vpc: 'own', natGateways: 0 } }),
      withOptions({ name: 'one', network: { vpc: 'own', natGateways: 1 } }),
    ]);
    const subnets = (one: Synthesized | undefined, only = /./) =>
      one
        ?.resources('AWS::EC2::Subnet')
        .filter(({ id }) => only.test(id))
        .map(({ id, Properties }) => [id, Properties.CidrBlock, Properties.AvailabilityZone]);
    expect(subnets(grown[0])).toEqual(expect.arrayContaining(subnets(nat) ?? []));
    expect(subnets(grown[0])).toHaveLength(6);
    expect(subnets(grown[1])).toHaveLength(2);
    expect(subnets(grown[2], /private/)).toEqual(subnets(grown[1]));
    expect(grown[0]?.resources('AWS::EC2::EIP').map(({ id }) => id)).toEqual(
      expect.arrayContaining(nat.resources('AWS::EC2::EIP').map(({ id }) => id)),
    );
  });

  it('is synthesized without asking AWS for its zones', () => {
    const zones = nat
      .resources('AWS::EC2::Subnet')
      .map(({ Properties }) => Properties.AvailabilityZone['Fn::Join'][1][1]);
    expect(zones).toEqual(['a', 'b', 'a', 'b']);
    expect(nat.environment.account).toBe('111122223333');
    expect(nat.lookups).toEqual([]);
  });
});

const egressOf = (one: Synthesized | undefined) => {
  const group = one
    ?.resources('AWS::EC2::SecurityGroup')
    .find(({ Properties }) => Properties.GroupDescription === 'Functions that call Odoo');
  expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
  const single = one
    ?.resources('AWS::EC2::SecurityGroupEgress')
    .map(({ Properties }) => Properties)
    .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0] === group?.id);
  return [...(group?.Properties.SecurityGroupEgress ?? []), ...(single ?? [])].map(
    ({ CidrIp, DestinationPrefixListId, FromPort }) => `${DestinationPrefixListId ?? CidrIp} ${FromPort}`,
  );
};

describe('the security group of the functions', () => {
  it('lets out HTTPS only, and Odoo’s own port to Odoo', () => {
    expect(egressOf(nat)).toEqual(['0.0.0.0/0 443']);
    expect(egressOf(endpoints)).toEqual(['10.1.2.3/32 8443', '0.0.0.0/0 443']);
    expect(egressOf(existing)).toEqual(['0.0.0.0/0 443']);
  });

  it('lets out to named addresses alone when the lists of S3 and DynamoDB are given', async () => {
    const [tight] = await synthesized([
      withOptions({
        name: 'tight',
        network: {
          vpc: 'own',
          natGateways: 1,
          endpoints: 'all',
          odoo: { addresses: ['198.51.100.7/32'] },
          awsPrefixLists: ['pl-0a1b2c3d', 'pl-0a1b2c3e'],
        },
      }),
    ]);
    expect(egressOf(tight)).toEqual([
      '198.51.100.7/32 443',
      '10.90.0.0/24 443',
      'pl-0a1b2c3d 443',
      'pl-0a1b2c3e 443',
    ]);
  });

  it('is not made when the owner of the VPC has some', async () => {
    const [given] = await synthesized([
      withOptions({
        name: 'given',
        network: {
          vpc: 'existing',
          id: 'vpc-0a1b2c3d',
          subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
          securityGroups: ['sg-0a1b2c3d'],
        },
      }),
    ]);
    expect(given?.resources('AWS::EC2::SecurityGroup')).toEqual([]);
    expect(
      given
        ?.resources('AWS::SSM::Parameter')
        .filter(({ stack }) => stack === 'network')
        .map(({ Properties }) => Properties.Value),
    ).toEqual(['subnet-0a1b2c3d,subnet-0a1b2c3e', 'sg-0a1b2c3d']);
  });
});

describe('a network is refused', () => {
  const refused = (network: unknown) => () => withOptions({ network } as Parameters<typeof withOptions>[0]);
  const existingVpc = {
    vpc: 'existing',
    id: 'vpc-0a1b2c3d',
    subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
  };

  it.each([
    [
      { vpc: 'mine' },
      'network.vpc: must be "own" (the gateway makes a VPC) or "existing" (with id and subnets)',
    ],
    [
      { vpc: 'own', natGateways: 0, endpoints: 'free' },
      'network.endpoints: must be "all" without a NAT gateway',
    ],
    [{ vpc: 'own', natGateways: 3 }, 'network.natGateways: must not be more than the 2 zones'],
    [{ vpc: 'own', zones: ['a'] }, 'network.zones: must be two or three zones'],
    [{ vpc: 'own', zones: ['a', 'a'] }, 'network.zones: names one twice; name each once'],
    [{ vpc: 'own', zones: ['eu-central-1a', 'b'] }, 'network.zones.0: must be single letters'],
    [
      { vpc: 'own', cidr: '10.90.0.0/28' },
      'network.cidr: 10.90.0.0/28 must be a private range from /16 to /24',
    ],
    [{ vpc: 'own', cidr: '8.8.8.0/24' }, 'network.cidr: 8.8.8.0/24 must be a private range'],
    [{ vpc: 'own', cidr: 'all' }, 'network.cidr: must be an IPv4 range, such as 10.90.0.0/24'],
    [{ vpc: 'own', odoo: { addresses: [] } }, 'network.odoo.addresses: must name a range, or be left out'],
    [
      { vpc: 'own', awsPrefixLists: ['pl-0a1b2c3d', 'pl-0a1b2c3e'] },
      'network.awsPrefixLists: must be left out unless endpoints is "all"',
    ],
    [{ ...existingVpc, id: 'my-vpc' }, 'network.id: must be the id of a VPC, such as vpc-0a1b2c3d'],
    [
      { ...existingVpc, subnets: ['subnet-0a1b2c3d'] },
      'network.subnets: must be private subnets in two availability zones',
    ],
    [{ ...existingVpc, subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] }, 'network.subnets: names one twice'],
    [{ ...existingVpc, natGateways: 1 }, 'network: has no field "natGateways"'],
  ])('%j', (network, message) => {
    expect(refused(network)).toThrow(message);
  });
});
