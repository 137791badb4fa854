import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import { accessIn } from '../access.ts';
import { namesOf } from '../names.ts';

/** Polls Odoo for a plant every minute. It is in the plant's own stack, so it is removed with the plant. */
export class PollSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { environment, plant }: { environment: Environment; plant: PlantProfile },
  ) {
    super(scope, id);
    const names = namesOf(environment);
    const access = accessIn(this, names);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(access.invokeDispatch().statement);
    new CfnSchedule(this, 'Schedule', {
      description: `Polls Odoo for ${plant.name}`,
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: access.dispatchFunctionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ plant: plant.id }),
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}
