import type { Stack, Stage } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { environments, prod } from '../../environments/index.ts';
import { gatewayApp } from '../../lib/gateway-app.ts';
import { GatewayStage } from '../../lib/gateway-stage.ts';
import { options } from './options.ts';

const violationsOf = (stage: Stage): string[] =>
  new AwsSolutionsChecks(stage)
    .validateScope(stage)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );

describe('the AWS Solutions rules', () => {
  it.each(
    [...environments, ...Object.values(options)].map(
      (environment) => [environment.name, environment] as const,
    ),
  )('hold in every stack of %s, or the exception is acknowledged with its reason', async (_, environment) => {
    const stage = new GatewayStage(await gatewayApp({ checked: false, bundled: false }), environment);
    expect(violationsOf(stage)).toEqual([]);
  });

  it('are broken by a queue that takes plain HTTP', async () => {
    const stage = new GatewayStage(await gatewayApp({ checked: false, bundled: false }), prod);
    new Queue(stage.node.findChild('operations') as Stack, 'Careless');
    expect(violationsOf(stage)).toContain('AwsSolutions-SQS4 at prod/operations/Careless/Resource');
  });
});
