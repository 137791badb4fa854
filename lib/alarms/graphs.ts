import { metricsNamespace } from '../names.ts';
import { alarmsOfEnvironment, alarmsOfPlants } from './catalogue.ts';
import {
  type AlarmDefinition,
  anyPartOf,
  type Graph,
  type OwnMetric,
  searchPlantQueues,
  startsWith,
} from './define-alarm.ts';

/** A graph of the dashboard. `metric`: one that functions publish, by plant when `byPlant`. */
export interface Drawn extends Graph {
  metric?: OwnMetric;
  byPlant: boolean;
}

const ours = (
  title: string,
  metric: OwnMetric,
  { byPlant = false, worst }: { byPlant?: boolean; worst?: Graph['worst'] } = {},
): Drawn => ({ title, metric, byPlant, ...(worst && { worst }) });

const searched = (
  title: string,
  search: NonNullable<Graph['search']>,
  statistic: OwnMetric['statistic'],
): Drawn => ({
  title,
  search,
  statistic,
  byPlant: false,
});

const fiveMinutes = { minutes: 5 } as const;

/** What no alarm watches, and what a person needs to see beside the alarms. */
const traffic: readonly Drawn[] = [
  ours(
    'Events posted',
    { name: 'EventPosted', function: 'post', statistic: 'Sum', ...fiveMinutes },
    { byPlant: true },
  ),
  ours(
    'From accepted to posted, 90th percentile (ms)',
    { name: 'PostingLatencyMs', function: 'post', statistic: 'p90', ...fiveMinutes },
    { byPlant: true },
  ),
  // The dimension is the refusal code; the plants are in the graph of the alarm `quarantine`.
  searched(
    'Refusals by reason',
    () => `{${metricsNamespace},code,service} MetricName="EventRefused" service="post"`,
    'Sum',
  ),
  ours('Time of one call to Odoo, median (ms)', {
    name: 'OdooCallMs',
    function: 'post',
    statistic: 'p50',
    ...fiveMinutes,
  }),
  ours('Time of one call to Odoo, 90th percentile (ms)', {
    name: 'OdooCallMs',
    function: 'post',
    statistic: 'p90',
    ...fiveMinutes,
  }),
  searched(
    'Time of the post functions, mostly that of Odoo (ms)',
    (names) =>
      `{AWS/Lambda,FunctionName} MetricName="Duration" ${startsWith('FunctionName', names.stack('post'))}`,
    'p90',
  ),
  searched('Messages in a plant queue', searchPlantQueues('ApproximateNumberOfMessagesVisible'), 'Maximum'),
  ours(
    'Messages added to feeds',
    { name: 'MessagesTold', function: 'poll', statistic: 'Sum', ...fiveMinutes },
    { byPlant: true },
  ),
  // A partner that no longer reads is not in it: `operate feed <plant>` shows how far each one has acknowledged.
  ours('Oldest message that partners had not read when they read on (s)', {
    name: 'FeedLagSeconds',
    function: 'feed',
    statistic: 'Maximum',
    ...fiveMinutes,
  }),
  searched(
    'Nightly jobs finished',
    () => `{${metricsNamespace},job,plant,service} MetricName="RunFinished"`,
    'Sum',
  ),
  searched(
    'Calls of partners',
    (names) => `{AWS/ApiGateway,ApiName} MetricName="Count" ApiName="${names.api}"`,
    'Sum',
  ),
  searched(
    'Deliveries of the bus that failed; they become dead letters',
    (names) =>
      `{AWS/Events,EventBusName,RuleName} MetricName="FailedInvocations" ${anyPartOf('RuleName', names, ['entrance', 'quality', 'dispatch'])}`,
    'Sum',
  ),
];

const ofAlarm = (definition: AlarmDefinition): Drawn => ({
  ...definition.graph,
  ...(definition.metric && !definition.graph.search && { metric: definition.metric }),
  byPlant: definition.of === 'plant',
});

/** Every graph once: of the alarms of plants, of the environment, and the traffic. Alarms may share a graph. */
export const graphs = (): { title: string; graphs: Drawn[] }[] => {
  const seen = new Set<string>();
  const once = (drawn: readonly Drawn[]): Drawn[] =>
    drawn.filter(({ title }) => !seen.has(title) && seen.add(title));
  return [
    { title: 'Events and Odoo', graphs: once(traffic) },
    {
      title: 'Plants: the ten worst',
      graphs: once(Object.values<AlarmDefinition>(alarmsOfPlants).map(ofAlarm)),
    },
    {
      title: 'The whole gateway',
      graphs: once(Object.values<AlarmDefinition>(alarmsOfEnvironment).map(ofAlarm)),
    },
  ];
};
