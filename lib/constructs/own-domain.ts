import { CfnOutput } from 'aws-cdk-lib';
import { CfnBasePathMapping, type CfnRestApi, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { Domain } from '../../configuration/domain.ts';

/**
 * Puts an API behind the environment's domain, with paths as they are: without the name of the stage. The API gets the
 * domain's TLS policy, because API Gateway negotiates by the API's own, which accepts TLS 1.0 by default:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html (2026-11-29)
 */
export const putBehindDomain = (scope: Construct, api: RestApi, domain: Domain): void => {
  const rest = api.node.defaultChild as CfnRestApi;
  rest.securityPolicy = domain.tls;
  const { endpointAccessMode } = accessModeOf(domain);
  if (endpointAccessMode) rest.endpointAccessMode = endpointAccessMode;
  rest.disableExecuteApiEndpoint = domain.defaultAddress === 'closed';
  new CfnBasePathMapping(scope, 'Mapping', {
    domainName: domain.name,
    restApiId: api.restApiId,
    stage: api.deploymentStage.stageName,
  });
  new CfnOutput(scope, 'Address', { value: `https://${domain.name}/` });
};

/** API Gateway demands an access mode for each policy but the first ones. `BASIC` changes nothing for callers. */
export const accessModeOf = ({ tls }: Domain): { endpointAccessMode?: string } =>
  tls === 'TLS_1_2' ? {} : { endpointAccessMode: 'BASIC' };
