import { describe, expect, it } from 'vitest';
import { alarmsOfEnvironment, alarmsOfPlants, compositeAlarms } from '../../../lib/alarms/catalogue.ts';
import type { AlarmDefinition } from '../../../lib/alarms/define-alarm.ts';
import { type Series, searchFor } from '../../cloudwatch/search.ts';
import { all, type Synthesized } from './synthesized.ts';

interface Widget {
  type: string;
  properties: { title?: string; alarms?: string[]; metrics?: (string | { expression?: string })[][] };
}

const widgetsOf = ({ resources }: Synthesized): Widget[] => {
  const [board] = resources('AWS::CloudWatch::Dashboard');
  const body = board?.Properties.DashboardBody['Fn::Join'][1] as unknown[];
  const text = body.map((part) => (typeof part === 'string' ? part : 'ref')).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
};

interface Query {
  MetricStat?: { Metric: { MetricName: string; Dimensions: { Name: string; Value: string }[] } };
}

/** Every search of the dashboard by the title of its graph. */
const searchesOf = (one: Synthesized): Map<string, string> =>
  new Map(
    widgetsOf(one).flatMap(({ properties: { title = '', metrics = [] } }) =>
      metrics.flatMap((line) =>
        line.flatMap((part) => {
          const search =
            typeof part === 'object' ? /SEARCH\('(.*?)', '/.exec(part.expression ?? '')?.[1] : undefined;
          return search === undefined ? [] : [[title, search] as const];
        }),
      ),
    ),
  );

const found = (one: Synthesized, title: string, series: readonly Series[]): string[] => {
  const search = searchesOf(one).get(title);
  if (search === undefined) throw new Error(`no graph "${title}" with a search`);
  return series.filter(searchFor(search)).map(({ dimensions }) => Object.values(dimensions).join(' '));
};

const queue = (QueueName: string, metric = 'ApproximateAgeOfOldestMessage'): Series => ({
  namespace: 'AWS/SQS',
  metric,
  dimensions: { QueueName },
});
const lambda = (FunctionName: string, metric: string): Series => ({
  namespace: 'AWS/Lambda',
  metric,
  dimensions: { FunctionName },
});

const dev = all.find(({ environment }) => environment.name === 'dev');
if (!dev) throw new Error('no environment dev');
const oldest = 'Age of the oldest message in a plant queue (s)';

describe('the dashboard', () => {
  it('finds the plant queues of its environment, and neither dead letters nor those of dev2 nor other queues', () => {
    const queues = [
      'opg-dev-lane-oslo.fifo',
      'opg-dev-lane-new-york-2.fifo',
      'opg-dev-lane-oslo-dead.fifo',
      'opg-dev-lane-oslo-SchedulesDeadLetters1A2B3C4D-aBcD1234',
      'opg-dev2-lane-oslo.fifo',
      'opg-prod-lane-oslo.fifo',
      'opg-dev-entrance-DropQueue12AB-x',
    ].map((name) => queue(name));
    const own = ['opg-dev-lane-oslo.fifo', 'opg-dev-lane-new-york-2.fifo'];
    expect(found(dev, oldest, queues)).toEqual(own);
    const depth = queues.map((series) => ({ ...series, metric: 'ApproximateNumberOfMessagesVisible' }));
    expect(found(dev, 'Messages in a plant queue', depth)).toEqual(own);
    expect(found(dev, 'Dead letters of plant queues', depth)).toEqual(['opg-dev-lane-oslo-dead.fifo']);
  });

  it('finds 300 plant queues, and draws the ten worst', () => {
    const queues = Array.from({ length: 300 }, (_, index) => queue(`opg-dev-lane-plant-${index}.fifo`));
    expect(found(dev, oldest, queues)).toHaveLength(300);
    const drawn = widgetsOf(dev).find(({ properties }) => properties.title === oldest)?.properties.metrics;
    expect(JSON.stringify(drawn)).toMatch(/SORT\(SEARCH\(.*\), MAX, DESC, 10\)/);
  });

  it('has every search within CloudWatch’s 1024 characters, and no line per plant that a deployment would have to add', () => {
    for (const one of all) {
      for (const search of searchesOf(one).values()) expect(search.length).toBeLessThanOrEqual(1024);
      const text = JSON.stringify(widgetsOf(one));
      for (const plant of one.environment.plants) expect(text).not.toContain(plant);
    }
  });

  it('finds the functions of its environment when they are throttled, and those of no other', () => {
    const functions = [
      'opg-dev-post-oslo',
      'opg-dev-entrance-Accept12-x',
      'opg-dev-operate',
      'opg-dev2-post-oslo',
    ];
    const throttled = functions.map((name) => lambda(name, 'Throttles'));
    expect(found(dev, 'Throttled functions', throttled)).toEqual(functions.slice(0, 3));
    const durations = functions.map((name) => lambda(name, 'Duration'));
    expect(found(dev, 'Time of the post functions, mostly that of Odoo (ms)', durations)).toEqual([
      'opg-dev-post-oslo',
    ]);
  });

  it('finds a metric of its functions by plant, of the right function', () => {
    const series = (service: string, plant: string) => ({
      namespace: 'OdooPlantGateway',
      metric: 'DriftBeyondTolerance',
      dimensions: { plant, service },
    });
    expect(
      found(dev, 'Lines of reconciliation beyond tolerance', [
        series('reconcile', 'oslo'),
        series('other', 'oslo'),
      ]),
    ).toEqual(['oslo reconcile']);
    const refused = {
      namespace: 'OdooPlantGateway',
      metric: 'EventRefused',
      dimensions: { code: 'unknown-lot', service: 'post' },
    };
    expect(found(dev, 'Refusals by reason', [refused])).toEqual(['unknown-lot post']);
  });

  it('draws for throttled tables what their alarm adds up, and indexes with it', () => {
    for (const one of all) {
      const alarm = one
        .resources('AWS::CloudWatch::Alarm')
        .find(({ Properties }) => Properties.AlarmName === `opg-${one.environment.name}-tables-throttled`);
      const measured = ((alarm?.Properties.Metrics ?? []) as Query[]).flatMap(({ MetricStat }) =>
        MetricStat
          ? [
              [
                MetricStat.Metric.MetricName,
                ...MetricStat.Metric.Dimensions.flatMap(({ Name, Value }) => [Name, Value]),
              ].join(' '),
            ]
          : [],
      );
      const drawn = widgetsOf(one)
        .find(({ properties }) => properties.title === 'Throttled reads and writes of tables')
        ?.properties.metrics?.map((line) =>
          line.filter((part) => typeof part === 'string' && !part.startsWith('AWS/')).join(' '),
        );
      const sorted = (lines: readonly string[] = []) =>
        lines.map((line) => line.split(' ').sort().join(' ')).sort();
      expect(sorted(drawn)).toEqual(sorted(measured));
      // CloudWatch's limit for an alarm on an expression.
      expect(measured.length).toBeLessThanOrEqual(10);
      expect(measured.filter((line) => line.includes('GlobalSecondaryIndexName'))).not.toEqual([]);
    }
  });

  it('shows the state of every alarm that is about all plants', () => {
    for (const one of all) {
      const shown = widgetsOf(one).flatMap(({ properties }) => properties.alarms ?? []);
      expect(shown.map((arn) => arn.split(':alarm:').at(-1)).sort()).toEqual(
        [...Object.keys(compositeAlarms), ...Object.keys(alarmsOfEnvironment)]
          .map((section) => `opg-${one.environment.name}-${section}`)
          .sort(),
      );
    }
  });

  it('draws what every alarm watches, and what the issue of a blind night needs beside it', () => {
    const titles = widgetsOf(dev).map(({ properties }) => properties.title);
    const definitions = [
      ...Object.values<AlarmDefinition>(alarmsOfPlants),
      ...Object.values<AlarmDefinition>(alarmsOfEnvironment),
    ];
    for (const { graph } of definitions) expect(titles).toContain(graph.title);
    expect(titles).toEqual(
      expect.arrayContaining([
        'Refusals by reason',
        'Messages in a plant queue',
        'Time of one call to Odoo, 90th percentile (ms)',
        'How far the slowest webhook is behind (s)',
        'Complete polls of Odoo',
        'Lines of reconciliation beyond tolerance',
        'Throttled functions',
        'Throttled reads and writes of tables',
        'Calls answered with 429',
      ]),
    );
  });
});
