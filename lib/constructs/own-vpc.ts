import { Aws } from 'aws-cdk-lib';
import {
  CfnEIP,
  FlowLogDestination,
  IpAddresses,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { endpointsOf, type OwnVpc as Settings } from '../../configuration/network.ts';
import { freeEndpoints, paidEndpoints } from '../network-services.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface OwnVpcProps {
  environment: Environment;
  settings: Settings;
}

/** The address range is divided for so many zones, so that a zone that comes later moves no subnet. */
const mostZones = 3;

/** A VPC with private subnets, fixed outgoing addresses, and endpoints of the AWS services that functions call. */
export class OwnVpc extends Construct {
  readonly vpc: Vpc;
  /** outgoing addresses, one for each NAT gateway */
  readonly addresses: readonly string[];

  constructor(scope: Construct, id: string, { environment, settings }: OwnVpcProps) {
    super(scope, id);
    const { cidr, zones, natGateways } = settings;
    // Addresses outlive their NAT gateway, and in production their stack: somebody's firewall knows them.
    const addresses = zones.slice(0, natGateways).map((zone) => {
      const address = new CfnEIP(this, `Address-${zone}`, {
        domain: 'vpc',
        tags: [{ key: 'Name', value: `opg-${environment.name} to Odoo, zone ${zone}` }],
      });
      address.applyRemovalPolicy(removalPolicyOf(environment.keepData));
      return address;
    });
    this.addresses = addresses.map((address) => address.attrPublicIp);
    const bits = Number(cidr.split('/')[1]);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      availabilityZones: zones.map((zone) => `${Aws.REGION}${zone}`),
      reservedAzs: mostZones - zones.length,
      natGateways,
      ...(natGateways > 0 && {
        natGatewayProvider: NatProvider.gateway({
          eipAllocationIds: addresses.map((address) => address.attrAllocationId),
        }),
      }),
      subnetConfiguration: [
        {
          name: 'public',
          subnetType: SubnetType.PUBLIC,
          cidrMask: bits + 4,
          mapPublicIpOnLaunch: false,
          // Its addresses stay free for NAT gateways that come later.
          reserved: natGateways === 0,
        },
        {
          name: 'private',
          subnetType: natGateways > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
          cidrMask: bits + 2,
        },
      ],
      // Nobody uses the default group. Emptying it would take a function with the right to change security groups.
      restrictDefaultSecurityGroup: false,
    });
    this.logTraffic(environment);
    this.addEndpoints(settings);
  }

  private logTraffic(environment: Environment): void {
    const logs = new LogGroup(this, 'TrafficLogs', {
      retention: environment.logRetentionDays,
      removalPolicy: removalPolicyOf(environment.keepData),
    });
    const role = new Role(this, 'TrafficLogsRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    this.vpc.addFlowLog('Traffic', { destination: FlowLogDestination.toCloudWatchLogs(logs, role) });
  }

  private addEndpoints(settings: Settings): void {
    for (const [name, service] of Object.entries(freeEndpoints))
      this.vpc.addGatewayEndpoint(`Endpoint-${name}`, { service }).addToPolicy(ownAccountOnly());
    if (endpointsOf(settings) === 'free') return;
    const group = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc as IVpc,
      description: 'Endpoints of AWS services, for functions that call Odoo',
      allowAllOutbound: false,
    });
    group.addIngressRule(Peer.ipv4(settings.cidr), Port.tcp(443), 'from the VPC');
    for (const [name, service] of Object.entries(paidEndpoints))
      this.vpc
        .addInterfaceEndpoint(`Endpoint-${name}`, {
          service,
          securityGroups: [group],
          open: false,
          privateDnsEnabled: true,
        })
        .addToPolicy(ownAccountOnly());
  }
}

/**
 * Credentials of another account do not get through an endpoint: it is no way to carry data out. What the functions
 * themselves may do is in their roles.
 */
const ownAccountOnly = (): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } },
  });
