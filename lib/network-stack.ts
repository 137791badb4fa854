import { Aws, CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { StringListParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Environment } from '../configuration/environment.ts';
import type { Network } from '../configuration/network.ts';
import { OwnVpc } from './constructs/own-vpc.ts';
import { stackIsProtected } from './constructs/protection.ts';
import { namesOf } from './names.ts';

export interface NetworkStackProps extends StackProps {
  environment: Environment;
  network: Network;
}

/**
 * The VPC of the functions that call Odoo: one of the gateway's own, or what the gateway adds to an existing one. Their subnets and
 * security groups are published as SSM parameters, which the other stacks read when they are deployed.
 */
export class NetworkStack extends Stack {
  constructor(scope: Construct, id: string, { environment, network, ...props }: NetworkStackProps) {
    super(scope, id, { ...props, terminationProtection: stackIsProtected(scope, environment) });
    const { vpc, subnets }: { vpc: IVpc; subnets: string[] } =
      network.vpc === 'own' ? this.ownVpc(environment, network) : this.existingVpc(network);
    const groups =
      network.vpc === 'existing' && network.securityGroups
        ? network.securityGroups
        : [this.functionsGroup(vpc, network).securityGroupId];

    const { networkPath } = namesOf(environment);
    new StringListParameter(this, 'Subnets', {
      parameterName: `${networkPath}subnets`,
      description: 'Subnets of the functions that call Odoo',
      stringListValue: subnets,
    });
    new StringListParameter(this, 'SecurityGroups', {
      parameterName: `${networkPath}security-groups`,
      description: 'Security groups of the functions that call Odoo',
      stringListValue: groups,
    });
  }

  /** CDK compares the zones of a VPC with these, and would ask AWS for them at synthesis. */
  override get availabilityZones(): string[] {
    return [...'abc'].map((zone) => `${Aws.REGION}${zone}`);
  }

  private ownVpc(environment: Environment, settings: Extract<Network, { vpc: 'own' }>) {
    const { vpc, addresses } = new OwnVpc(this, 'Own', { environment, settings });
    const { subnetIds } = vpc.selectSubnets({
      subnetType: settings.natGateways > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
    });
    new CfnOutput(this, 'VpcId', { value: vpc.vpcId, description: 'for a peering, VPN or transit gateway' });
    new CfnOutput(this, 'RouteTables', {
      value: Fn.join(
        ',',
        [...vpc.privateSubnets, ...vpc.isolatedSubnets].map((each) => each.routeTable.routeTableId),
      ),
      description: 'for a route to the network of Odoo',
    });
    if (addresses.length > 0)
      new CfnOutput(this, 'OutgoingAddresses', {
        value: Fn.join(',', [...addresses]),
        description: 'fixed addresses from which Odoo is called: allow them in its firewall',
      });
    return { vpc: vpc as IVpc, subnets: subnetIds };
  }

  private existingVpc({ id, subnets }: Extract<Network, { vpc: 'existing' }>) {
    // Given as values: a look-up would need credentials at synthesis. CDK demands a zone, and uses none.
    const vpc = Vpc.fromVpcAttributes(this, 'Existing', {
      vpcId: id,
      availabilityZones: [`${this.region}a`],
    });
    return { vpc, subnets };
  }

  /** Lets out what the functions need, and nothing in. */
  private functionsGroup(vpc: IVpc, network: Network): SecurityGroup {
    const group = new SecurityGroup(this, 'Functions', {
      vpc,
      description: 'Functions that call Odoo',
      allowAllOutbound: false,
    });
    const { odoo } = network;
    for (const range of odoo.addresses) group.addEgressRule(Peer.ipv4(range), Port.tcp(odoo.port), 'Odoo');
    if (network.vpc === 'own' && network.awsPrefixLists) {
      for (const list of network.awsPrefixLists)
        group.addEgressRule(Peer.prefixList(list), Port.tcp(443), 'S3 or DynamoDB');
      group.addEgressRule(Peer.ipv4(network.cidr), Port.tcp(443), 'endpoints of AWS services');
    } else if (odoo.port !== 443 || !odoo.addresses.includes('0.0.0.0/0'))
      group.addEgressRule(
        Peer.anyIpv4(),
        Port.tcp(443),
        'AWS services: no template can look up their addresses',
      );
    return group;
  }
}
