import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { capacityAlarms } from '../alarms/capacity-alarms.ts';
import { namesOf } from '../names.ts';
import { GatewayAlarm, plainMetric } from './gateway-alarm.ts';

const fiveMinutes = { statistic: 'Sum', period: Duration.minutes(5) };

/** Alarms about the account's concurrency of Lambda, and about the tables that every event needs. */
export const capacityAlarmsIn = (scope: Construct, environment: Environment): void => {
  new GatewayAlarm(scope, 'FunctionsThrottled', {
    environment,
    alarm: 'functions-throttled',
    // Of the whole account and region: no function has a share reserved, so all are throttled together.
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...fiveMinutes }),
  });
  const metrics = capacityAlarms['tables-throttled'].graph
    .lines(namesOf(environment))
    .map((line, index) => ({ id: `throttled${index}`, metric: plainMetric(line, fiveMinutes) }));
  new GatewayAlarm(scope, 'TablesThrottled', {
    environment,
    alarm: 'tables-throttled',
    metric: new MathExpression({
      expression: metrics.map(({ id }) => `FILL(${id}, 0)`).join(' + '),
      usingMetrics: Object.fromEntries(metrics.map(({ id, metric }) => [id, metric])),
      label: 'throttled reads and writes',
      period: fiveMinutes.period,
    }),
  });
};
