import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Environment } from '../../configuration/environment.ts';
import { alarmsOfEnvironment, alarmsOfPlants } from '../alarms/catalogue.ts';
import { namesOf } from '../names.ts';
import { gatewayMetric, ownMetric } from './gateway-alarm.ts';

/**
 * The metric, or 0 while Odoo is away or unusable for all plants: posting-stopped has paged then, once. Without data of the
 * outbox sweeper it has no data either, because watch-silent pages. Both metrics must have the same period.
 */
export const unlessPostingStopped = (metric: IMetric, period: Duration): IMetric =>
  new MathExpression({
    expression: 'IF(stopped > 0, 0, symptom)',
    usingMetrics: {
      symptom: metric,
      stopped: gatewayMetric(
        'PlantsStoppedByOdoo',
        { function: 'outbox-sweeper' },
        { statistic: 'Maximum', period },
      ),
    },
    label: 'unless posting has stopped for all plants',
    period,
  });

/**
 * Number of complete polls of a plant. It is no reason for an alarm of the plant while the function fails for all of them, for
 * which dispatch-errors is raised: then it counts as polled.
 */
export const pollsUnlessAllFail = (environment: Environment, plant: string): IMetric => {
  const dispatched = ownMetric(alarmsOfPlants['dispatch-silent'].metric, plant);
  const { period } = dispatched;
  return new MathExpression({
    expression: `IF(FILL(errors, 0) >= ${alarmsOfEnvironment['dispatch-errors'].threshold}, 1, dispatched)`,
    usingMetrics: {
      dispatched,
      errors: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Errors',
        dimensionsMap: { FunctionName: namesOf(environment).dispatchFunction },
        statistic: 'Sum',
        period,
      }),
    },
    label: 'complete polls',
    period,
  });
};
