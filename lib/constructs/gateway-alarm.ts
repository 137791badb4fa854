import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { Job } from '../../configuration/jobs.ts';
import { type FunctionName, serviceOf } from '../bundle.ts';
import { namesOf } from '../names.ts';
import { metricsNamespace } from './gateway-function.ts';

export interface GatewayAlarmProps {
  environment: Environment;
  /** heading of the alarm's section in the runbook, as an anchor */
  section: string;
  plant?: string;
  /** tells alarms of one section and plant apart */
  about?: string;
  /** what it means for the business while this lasts; the first thing the person woken by it reads */
  impact: string;
  metric: IMetric;
  /** raises when the metric reaches this */
  threshold: number;
  below?: boolean;
  /** periods in a row */
  periods?: number;
  missing?: TreatMissingData;
}

/** An alarm that pages the person on call, says what is at stake and where to read on. */
export class GatewayAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: GatewayAlarmProps) {
    const { environment, section } = props;
    const names = namesOf(environment);
    super(scope, id, {
      alarmName: names.alarm(section, props.plant, props.about),
      alarmDescription: `${props.impact}\nWhat to do: ${environment.runbook}#${section}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.missing ?? TreatMissingData.NOT_BREACHING,
    });
    const topic = Stack.of(this).formatArn({
      service: 'sns',
      resource: names.onCall,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    const page = new SnsAction(Topic.fromTopicArn(this, 'OnCall', topic));
    this.addAlarmAction(page);
    this.addOkAction(page);
  }
}

/** A metric that a function publishes. */
export const gatewayMetric = (
  metricName: string,
  { function: name, ...about }: { function: FunctionName; plant?: string; job?: Job },
  options: MetricOptions = {},
): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: serviceOf(name), ...about },
    period: Duration.minutes(1),
    ...options,
  });
