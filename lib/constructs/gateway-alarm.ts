import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IMetric,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import {
  type CompositeAlarmName,
  compositeAlarms,
  definitionOf,
  type EnvironmentAlarm,
  type PlantAlarm,
} from '../alarms/catalogue.ts';
import type { OwnMetric, PlainMetric, Severity } from '../alarms/define-alarm.ts';
import { type FunctionName, serviceOf } from '../bundle.ts';
import { metricsNamespace, namesOf } from '../names.ts';

export type GatewayAlarmProps = {
  environment: Environment;
  /** of an AWS resource, when the definition has no metric of its own */
  metric?: IMetric;
  /** instead of the definition's: the alarm depends on what is configured */
  missing?: TreatMissingData;
} & ({ alarm: PlantAlarm; plant: PlantProfile } | { alarm: EnvironmentAlarm; plant?: undefined });

const missingData = { breaching: TreatMissingData.BREACHING, ignore: TreatMissingData.IGNORE } as const;

/** An alarm of the catalogue, with its impact, links, and the topic of its severity. */
export class GatewayAlarm extends Alarm {
  constructor(scope: Construct, id: string, { environment, alarm, plant, ...given }: GatewayAlarmProps) {
    const definition = definitionOf(alarm, plant !== undefined);
    const of = <Value>(value: Value | ((plant: PlantProfile) => Value)): Value =>
      typeof value === 'function' ? (value as (plant: PlantProfile | undefined) => Value)(plant) : value;
    const metric = given.metric ?? (definition.metric && ownMetric(definition.metric, plant?.id));
    if (!metric) throw new Error(`alarm ${alarm} needs the metric of its resource`);
    const { severity } = definition;
    const impact = `${plant ? `${plant.name}: ` : ''}${of(definition.impact)}`;
    super(scope, id, {
      alarmName: namesOf(environment).alarm(alarm, plant?.id),
      alarmDescription: description(environment, alarm, severity, impact),
      metric,
      threshold: of(definition.threshold),
      comparisonOperator: definition.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: definition.periods ?? 1,
      treatMissingData:
        given.missing ??
        (definition.missing ? missingData[definition.missing] : TreatMissingData.NOT_BREACHING),
    });
    if (definition.pagedBy === undefined) notify(this, environment, severity);
  }
}

/** One alarm that speaks for others, which are silent themselves. */
export class GatewayCompositeAlarm extends CompositeAlarm {
  constructor(
    scope: Construct,
    id: string,
    {
      environment,
      alarm,
      of,
    }: { environment: Environment; alarm: CompositeAlarmName; of: readonly IAlarm[] },
  ) {
    const { severity, impact } = compositeAlarms[alarm];
    super(scope, id, {
      compositeAlarmName: namesOf(environment).alarm(alarm),
      alarmDescription: description(environment, alarm, severity, impact),
      alarmRule: AlarmRule.anyOf(...of),
    });
    notify(this, environment, severity);
  }
}

/** Without an address, as in development, the runbook is named by its path in the repository. */
const description = (environment: Environment, section: string, severity: Severity, impact: string): string =>
  [
    impact,
    `What to do: ${environment.runbook ?? 'docs/runbook.md'}#${section}`,
    `Dashboard: https://${environment.region}.console.aws.amazon.com/cloudwatch/home?region=${environment.region}#dashboards:name=${namesOf(environment).dashboard}`,
    `Severity: ${severity}`,
  ].join('\n');

const notify = (alarm: AlarmBase, environment: Environment, severity: Severity): void => {
  const names = namesOf(environment);
  const topic = Stack.of(alarm).formatArn({
    service: 'sns',
    resource: severity === 'page' ? names.onCall : names.tickets,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  const action = new SnsAction(Topic.fromTopicArn(alarm, 'OnCall', topic));
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
};

/** A metric that a function publishes. */
export const gatewayMetric = (
  metricName: string,
  { function: name, ...about }: { function: FunctionName; plant?: string },
  options: MetricOptions = {},
): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: serviceOf(name), ...about },
    period: Duration.minutes(1),
    ...options,
  });

/** A metric as the catalogue writes it out. */
export const plainMetric = (
  { namespace, name, dimensions = {} }: PlainMetric,
  options: MetricOptions,
): Metric => new Metric({ namespace, metricName: name, dimensionsMap: { ...dimensions }, ...options });

export const ownMetric = ({ name, statistic, minutes, ...about }: OwnMetric, plant?: string): Metric =>
  gatewayMetric(
    name,
    { function: about.function, ...(plant === undefined ? {} : { plant }) },
    { statistic, period: Duration.minutes(minutes) },
  );
