import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ParameterValueType, StringListParameter } from 'aws-cdk-lib/aws-ssm';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';

/** What the Lambda service does with the function's role, to give it an interface in the VPC. */
const interfaceActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Places a function in the environment's VPC, if it has one. The subnets and security groups are read from SSM parameters
 * when the stack is deployed: stacks share names, not exports. Set on the resource itself, because CDK's `vpc` would need
 * the list of subnets at synthesis.
 */
export const placeInOdooNetwork = (lambda: LambdaFunction, role: Role, environment: Environment): void => {
  if (!environment.network) return;
  const { networkPath } = namesOf(environment);
  const list = (name: string, type: ParameterValueType) =>
    StringListParameter.valueForTypedListParameter(lambda, `${networkPath}${name}`, type);
  (lambda.node.defaultChild as CfnFunction).vpcConfig = {
    subnetIds: list('subnets', ParameterValueType.AWS_EC2_SUBNET_ID),
    securityGroupIds: list('security-groups', ParameterValueType.AWS_EC2_SECURITYGROUP_ID),
  };
  // Other subnets change a parameter's value and not the template, so a version of the function would keep the old ones.
  lambda.invalidateVersionBasedOn(JSON.stringify(environment.network));
  // Lambda checks these rights when it creates the function. `DescribeNetworkInterfaces` works on all resources only.
  role.addToPolicy(new PolicyStatement({ actions: interfaceActions, resources: ['*'] }));
  // The role's rights are the code's, too: this takes them from the code, and leaves them to the service.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html (2026-11-29)
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: interfaceActions,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'lambda:SourceFunctionArn': Stack.of(lambda).formatArn({
            service: 'lambda',
            resource: 'function',
            // Not its own name: the role would refer to the function, which refers to the role.
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
};
