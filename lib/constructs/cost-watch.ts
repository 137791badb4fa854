import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAnomalyMonitor, CfnAnomalySubscription } from 'aws-cdk-lib/aws-ce';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';

type Costs = NonNullable<Environment['costs']>;

/** Tickets when the month becomes dearer than planned, or when AWS sees a cost that is unusual. */
export class CostWatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { environment, costs }: { environment: Environment; costs: Costs },
  ) {
    super(scope, id);
    const names = namesOf(environment);
    const address = Stack.of(this).formatArn({
      service: 'sns',
      resource: names.tickets,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    const subscribers = [{ subscriptionType: 'SNS', address }];
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: names.budget,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: costs.monthlyBudgetUsd, unit: 'USD' },
        // The tag must be activated as a cost allocation tag; until then the budget sees no costs.
        costFilters: { TagKeyValue: [`user:environment$${environment.name}`] },
      },
      notificationsWithSubscribers: [
        { notification: over(80, 'ACTUAL'), subscribers },
        { notification: over(100, 'FORECASTED'), subscribers },
      ],
    });
    new CfnAnomalySubscription(this, 'Anomalies', {
      subscriptionName: names.costMonitor,
      // An SNS topic may be told at once only; AWS looks about three times a day.
      frequency: 'IMMEDIATE',
      monitorArnList: [this.monitor(environment, costs.anomalies)],
      subscribers: [{ type: 'SNS', address }],
      thresholdExpression: JSON.stringify({
        Dimensions: {
          Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          MatchOptions: ['GREATER_THAN_OR_EQUAL'],
          Values: [String(costs.anomalyFromUsd)],
        },
      }),
    });
  }

  private monitor(environment: Environment, anomalies: string): string {
    const monitorName = namesOf(environment).costMonitor;
    switch (anomalies) {
      case 'by-service':
        return new CfnAnomalyMonitor(this, 'Monitor', {
          monitorName,
          monitorType: 'DIMENSIONAL',
          monitorDimension: 'SERVICE',
        }).attrMonitorArn;
      case 'by-tag':
        return new CfnAnomalyMonitor(this, 'Monitor', {
          monitorName,
          monitorType: 'CUSTOM',
          monitorSpecification: JSON.stringify({
            Tags: { Key: 'environment', Values: [environment.name], MatchOptions: ['EQUALS'] },
          }),
        }).attrMonitorArn;
      default:
        return anomalies;
    }
  }
}

const over = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
  comparisonOperator: 'GREATER_THAN',
  notificationType,
  threshold,
  thresholdType: 'PERCENTAGE',
});
