import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import { accessIn } from '../access.ts';
import { namesOf } from '../names.ts';

/** What a function does for a plant every minute. */
const works = {
  poll: { description: 'Polls Odoo', input: (plant: string) => ({ plant }) },
  watch: {
    description: 'Sees what people did in Odoo with held goods',
    input: (plant: string) => ({ watch: plant }),
  },
} as const;

interface MinuteScheduleProps {
  environment: Environment;
  plant: PlantProfile;
  does: keyof typeof works;
}

/** Invokes a function for a plant every minute. It is in the plant's own stack, so it is removed with the plant. */
export class MinuteSchedule extends Construct {
  constructor(scope: Construct, id: string, { environment, plant, does }: MinuteScheduleProps) {
    super(scope, id);
    const { description, input } = works[does];
    const access = accessIn(this, namesOf(environment));
    const { arn, invoke } = {
      poll: { arn: access.dispatchFunctionArn, invoke: access.invokeDispatch },
      watch: { arn: access.qualityFunctionArn, invoke: access.invokeQuality },
    }[does];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(invoke().statement);
    new CfnSchedule(this, 'Schedule', {
      description: `${description} for ${plant.name}`,
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn,
        roleArn: role.roleArn,
        input: JSON.stringify(input(plant.id)),
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}
