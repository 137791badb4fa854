import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { namesOf } from '../names.ts';
import { metricsNamespace } from './gateway-function.ts';

/** Graphs by metric search: a new plant appears without a deployment of this stack. */
export class GatewayDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const names = namesOf(environment);
    const period = Duration.minutes(5);
    const ofPlants = (title: string, metric: string, statistic: string) =>
      graph(title, `{${metricsNamespace},plant,service} MetricName="${metric}"`, statistic);
    const graph = (title: string, search: string, statistic: string) =>
      new GraphWidget({
        title,
        width: 8,
        left: [
          new MathExpression({
            expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
            label: '',
            period,
            usingMetrics: {},
          }),
        ],
      });

    new Dashboard(this, 'Board', {
      dashboardName: `opg-${environment.name}`,
      widgets: [
        [
          ofPlants('Events posted', 'EventPosted', 'Sum'),
          ofPlants('Events quarantined', 'EventQuarantined', 'Sum'),
          ofPlants('From accepted to posted, 90th percentile (ms)', 'PostingLatencyMs', 'p90'),
        ],
        [
          graph(
            'Age of the oldest event in a plant queue (s)',
            `{AWS/SQS,QueueName} MetricName="ApproximateAgeOfOldestMessage" QueueName="${names.plantQueue('').replace(/\.fifo$/, '')}"`,
            'Maximum',
          ),
          ofPlants('Lanes waiting for Odoo', 'LaneWaiting', 'Maximum'),
          ofPlants('Lanes held', 'LaneHeld', 'Maximum'),
        ],
        [
          graph(
            'Calls of partners',
            `{AWS/ApiGateway,ApiName} MetricName="Count" ApiName="opg-${environment.name}"`,
            'Sum',
          ),
          graph(
            'Answers 5xx',
            `{AWS/ApiGateway,ApiName} MetricName="5XXError" ApiName="opg-${environment.name}"`,
            'Sum',
          ),
          graph(
            'Oldest event of the outbox (s)',
            `{${metricsNamespace},service} MetricName="OutboxOldestSeconds"`,
            'Maximum',
          ),
        ],
      ],
    });
  }
}
