import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Domain } from '../configuration/domain.ts';
import type { Environment } from '../configuration/environment.ts';
import { accessModeOf } from './constructs/own-domain.ts';
import { stackIsProtected } from './constructs/protection.ts';
import { removalPolicyOf } from './constructs/removal-policy.ts';

export interface DomainStackProps extends StackProps {
  environment: Environment;
  domain: Domain;
}

/**
 * The address that partners call. It knows nothing of the API: the stack of the API maps itself to the domain by name, so
 * the API can be removed and created again under the same address.
 */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string, { environment, domain, ...props }: DomainStackProps) {
    super(scope, id, { ...props, terminationProtection: stackIsProtected(scope, environment) });
    const { name, certificateArn, tls, hostedZone } = domain;
    const address = new CfnDomainName(this, 'Domain', {
      domainName: name,
      regionalCertificateArn: certificateArn,
      endpointConfiguration: { types: ['REGIONAL'] },
      securityPolicy: tls,
      ...accessModeOf(domain),
    });
    address.applyRemovalPolicy(removalPolicyOf(environment.keepData));
    if (hostedZone)
      // Regional endpoints have IPv4 addresses only, unless their address type says otherwise.
      new CfnRecordSet(this, 'Record', {
        hostedZoneId: hostedZone.id,
        name: `${name}.`,
        type: 'A',
        aliasTarget: {
          dnsName: address.attrRegionalDomainName,
          hostedZoneId: address.attrRegionalHostedZoneId,
        },
      });
    new CfnOutput(this, 'Target', {
      value: address.attrRegionalDomainName,
      description: hostedZone ? `${name} is an alias of it` : `enter a CNAME record from ${name} to it`,
    });
  }
}
