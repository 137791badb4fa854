import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { findingOf, type Grant } from '../access.ts';
import { bundle, type FunctionName, functionsFolder, serviceOf } from '../bundle.ts';
import { liveAlias, metricsNamespace } from '../names.ts';
import { releaseOf } from '../release.ts';
import { placeInOdooNetwork } from './odoo-network.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface GatewayFunctionProps {
  environment: Environment;
  /** entry file in lambdas/functions/ */
  entry: FunctionName;
  description: string;
  timeout: Duration;
  memory?: number;
  /** only for functions that others call by name */
  name?: string;
  /** true: the function sends to its own queue, many times in a row */
  feedsItself?: boolean;
  variables: Record<string, string>;
  may: Grant[];
}

/**
 * A Lambda function of the gateway, traced, with its own role and log group, and only the given grants. Callers use `live`: an
 * alias of the version that a release published. A rollback points it to another version.
 */
export class GatewayFunction extends LambdaFunction {
  readonly live: IFunction;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    const { environment } = props;
    const logs = new LogGroup(scope, `${id}Logs`, {
      retention: environment.logRetentionDays,
      removalPolicy: removalPolicyOf(environment.keepData),
    });
    // CDK's default role has a managed policy that may write to every log group. This role may write to its own only.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    super(scope, id, {
      description: props.description,
      ...(props.name ? { functionName: props.name } : {}),
      // The CLI needs no bundles of stacks that it does not deploy.
      code: Code.fromAsset(
        Stack.of(scope).bundlingRequired ? bundle(props.entry).directory : functionsFolder,
      ),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 512,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      ...(props.feedsItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      role,
      logGroup: logs,
      // Kept when the next release comes, for a rollback. A deleted function takes its versions with it.
      currentVersionOptions: { removalPolicy: removalPolicyOf(true), description: releaseOf() },
      environment: {
        ENVIRONMENT: environment.name,
        RELEASE: releaseOf(),
        POWERTOOLS_SERVICE_NAME: serviceOf(props.entry),
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
        ...props.variables,
      },
    });
    logs.grantWrite(role);
    // `exactOptionalPropertyTypes` rejects CDK's classes as their own interfaces, hence the casts.
    const version = this.currentVersion as IVersion;
    this.live = new Alias(scope, `${id}Live`, { aliasName: liveAlias, version }) as IFunction;
    for (const { statement, wildcard } of props.may) {
      role.addToPolicy(statement);
      if (wildcard) acknowledge(role, statement.resources, wildcard);
    }
    if (props.may.some(({ callsOdoo }) => callsOdoo)) placeInOdooNetwork(this, role, environment);
    acknowledge(
      role,
      ['*'],
      'X-Ray’s PutTraceSegments and PutTelemetryRecords have no resource type in IAM. In a VPC: nor has listing network interfaces.',
    );
  }
}

/**
 * Lets the rules of a bus invoke a function, and creates the rule after that. CDK's own permission names the rule, so it comes
 * after the rule, and what the bus delivers in between would become a dead letter: at the upgrade that introduced the alias, for one.
 */
export const allowRules = (target: GatewayFunction, busName: string, ...rules: Rule[]): void => {
  const id = 'Rules';
  if (!target.live.node.tryFindChild(id))
    target.live.addPermission(id, {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: Stack.of(target).formatArn({
        service: 'events',
        resource: 'rule',
        resourceName: busName === 'default' ? '*' : `${busName}/*`,
      }),
    });
  for (const rule of rules) rule.node.addDependency(target.live.node.findChild(id));
};

const acknowledge = (role: Role, resources: string[], reason: string): void =>
  Validations.of(role).acknowledge(
    ...resources.map((arn) => ({ id: `AwsSolutions-IAM5[Resource::${findingOf(role, arn)}]`, reason })),
  );

export const seconds = (amount: number): Duration => Duration.seconds(amount);
