import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Environment } from '../../configuration/environment.ts';
import { alarmsOfEnvironment, compositeAlarms } from '../alarms/catalogue.ts';
import type { OwnMetric, Statistic } from '../alarms/define-alarm.ts';
import { type Drawn, graphs } from '../alarms/graphs.ts';
import { serviceOf } from '../bundle.ts';
import { metricsNamespace, type Names, namesOf } from '../names.ts';
import { ownMetric, plainMetric } from './gateway-alarm.ts';

const period = Duration.minutes(5);
const perRow = 3;

/** At most so many lines in a graph: nobody reads more, and CloudWatch draws at most 500. */
const linesPerGraph = 10;

/** The state of the environment's alarms, then graphs of what they watch. A new plant appears without a deployment. */
export class GatewayDashboard extends Construct {
  constructor(scope: Construct, id: string, { environment }: { environment: Environment }) {
    super(scope, id);
    const names = namesOf(environment);
    const alarm = (section: string) =>
      Alarm.fromAlarmArn(
        this,
        `Alarm-${section}`,
        Stack.of(this).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: names.alarm(section),
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      );
    const states = new AlarmStatusWidget({
      title: 'Alarms of the whole gateway',
      width: 24,
      height: 4,
      alarms: [...Object.keys(compositeAlarms), ...Object.keys(alarmsOfEnvironment)].map(alarm),
    });
    const draw = (drawn: Drawn): IWidget =>
      new GraphWidget({
        title: drawn.title,
        width: 24 / perRow,
        left: linesOf(drawn, names),
      });
    const rows = graphs().flatMap(({ title, graphs: all }) => [
      [new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 })],
      ...inRows(all.map(draw)),
    ]);
    new Dashboard(this, 'Board', { dashboardName: names.dashboard, widgets: [[states], ...rows] });
  }
}

const linesOf = (drawn: Drawn, names: Names): IMetric[] => {
  const { metric, lines, byPlant, statistic = 'Sum' } = drawn;
  if (lines) return lines(names).map((line) => plainMetric(line, { statistic, period }));
  if (metric && !byPlant) return [ownMetric(metric).with({ period })];
  const expression = topTen(drawn, searchOf(drawn, names));
  return [new MathExpression({ expression, label: '', period, usingMetrics: {} })];
};

const searchOf = ({ search, metric, statistic }: Drawn, names: Names): [string, Statistic] => {
  if (search) return [search(names), statistic ?? 'Sum'];
  if (!metric) throw new Error('a graph needs a metric or a search');
  return [`{${metricsNamespace},plant,service} ${termOf(metric)}`, metric.statistic];
};

const termOf = ({ name, function: of }: OwnMetric): string =>
  `MetricName="${name}" service="${serviceOf(of)}"`;

const topTen = ({ worst = 'highest' }: Drawn, [search, statistic]: [string, Statistic]): string => {
  const found = `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`;
  return worst === 'highest'
    ? `SORT(${found}, MAX, DESC, ${linesPerGraph})`
    : `SORT(${found}, SUM, ASC, ${linesPerGraph})`;
};

const inRows = (widgets: readonly IWidget[]): IWidget[][] =>
  Array.from({ length: Math.ceil(widgets.length / perRow) }, (_, row) =>
    widgets.slice(row * perRow, (row + 1) * perRow),
  );
