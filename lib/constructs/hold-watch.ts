import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { PlantProfile } from '../../configuration/plant.ts';
import type { GatewayFunction } from './gateway-function.ts';

export interface HoldWatchProps {
  quality: GatewayFunction;
  /** plants of companies that hold goods: people may get them past the gateway in any of these */
  plants: readonly PlantProfile[];
}

/** Has the function `quality` see every minute what people did in Odoo with held goods. */
export class HoldWatch extends Construct {
  constructor(scope: Construct, id: string, { quality, plants }: HoldWatchProps) {
    super(scope, id);
    if (plants.length === 0) return;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    quality.live.grantInvoke(role);
    for (const { id: plant, name } of plants)
      new CfnSchedule(this, plant, {
        description: `Sees what people did in Odoo with held goods of ${name}`,
        scheduleExpression: 'rate(1 minute)',
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: quality.live.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ watch: plant }),
          // The next minute's look begins where this one would have.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
  }
}
