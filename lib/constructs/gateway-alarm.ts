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
import type { JobName } from '../../configuration/jobs.ts';
import { type FunctionName, serviceOf } from '../bundle.ts';
import { namesOf } from '../names.ts';
import { metricsNamespace } from './gateway-function.ts';

export interface GatewayAlarmProps {
  environment: Environment;
  /** anchor of the alarm's section in the runbook */
  section: string;
  plant?: string;
  /** distinguishes alarms of one section and plant */
  about?: string;
  /** consequence for the business; the first text that the person on call reads */
  impact: string;
  metric: IMetric;
  /** the alarm is raised when the metric reaches this */
  threshold: number;
  /** raised below the threshold instead */
  below?: boolean;
  /** consecutive periods */
  periods?: number;
  missing?: TreatMissingData;
}

/** An alarm that pages the person on call with its impact and a link into the runbook. */
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
  { function: name, ...about }: { function: FunctionName; plant?: string; job?: JobName },
  options: MetricOptions = {},
): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: serviceOf(name), ...about },
    period: Duration.minutes(1),
    ...options,
  });
