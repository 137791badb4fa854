import type { Resource } from '../stacks/templates/synthesized.ts';
import { calculate, inRange, type Missing, type State, stateOf } from './alarm-state.ts';

/** A metric as a template has it. */
interface Watched {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
  Statistic: string;
  Period: number;
}

interface Query {
  Id: string;
  Expression?: string;
  MetricStat?: { Metric: Omit<Watched, 'Statistic' | 'Period'>; Period: number; Stat: string };
}

const keyOf = (
  namespace: string,
  name: string,
  dimensions: readonly { Name: string; Value: unknown }[] = [],
) => JSON.stringify([namespace, name, dimensions.map(({ Name, Value }) => [Name, Value]).sort()]);

const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

const statistics: Record<string, (values: readonly number[]) => number> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  SampleCount: ({ length }) => length,
};

/** What CloudWatch would do: keeps data points, evaluates a template's alarms, and notes which notify whom. */
export class Monitor {
  private readonly points = new Map<string, { at: number; value: number }[]>();
  private readonly states = new Map<string, State>();
  private readonly alarms: readonly Resource[];
  private readonly composites: readonly Resource[];
  /** the alarms that have notified, in order, with the topic's severity */
  readonly notified: string[] = [];

  private readonly nameOf: (stack: string, value: unknown) => string;

  /** `nameOf`: the physical name behind a reference in a stack's template */
  constructor(resources: readonly Resource[], nameOf: (stack: string, value: unknown) => string) {
    this.nameOf = nameOf;
    this.alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    this.composites = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm');
  }

  put(
    at: Date,
    namespace: string,
    name: string,
    value: number,
    dimensions: Record<string, string> = {},
  ): void {
    const named = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const key = keyOf(namespace, name, named);
    const points = this.points.get(key) ?? [];
    this.points.set(key, points);
    points.push({ at: at.getTime(), value });
  }

  state(alarm: string): State {
    return this.states.get(alarm) ?? 'INSUFFICIENT_DATA';
  }

  /** Evaluates every alarm whose period ends now. */
  evaluate(now: Date): void {
    const at = now.getTime();
    for (const alarm of this.alarms) {
      const queries = queriesOf(alarm);
      const seconds = Math.max(...queries.map(({ MetricStat }) => MetricStat?.Period ?? 0));
      if (at % (seconds * 1000) === 0) this.change(alarm, this.evaluated(alarm, queries, at, seconds * 1000));
    }
    for (const alarm of this.composites) {
      const rule: string = alarm.Properties.AlarmRule['Fn::Join'][1]
        .map((part: string | { 'Fn::GetAtt': [string, string] }) => {
          if (typeof part === 'string') return part;
          const child = this.alarms.find(
            ({ id, stack }) => id === part['Fn::GetAtt'][0] && stack === alarm.stack,
          );
          return child?.Properties.AlarmName;
        })
        .join('');
      const on = [...rule.matchAll(/ALARM\("([^"]+)"\)/g)].some(
        ([, name = '']) => this.state(name) === 'ALARM',
      );
      if (/AND|NOT/.test(rule)) throw new Error(`a rule of another form than "any of": ${rule}`);
      this.change(alarm, on ? 'ALARM' : 'OK');
    }
  }

  private evaluated(
    { stack, Properties }: Resource,
    queries: readonly Query[],
    at: number,
    period: number,
  ): State {
    const periods: number = Properties.EvaluationPeriods;
    const values = Array.from({ length: inRange(periods) }, (_, index) => {
      const to = at - (inRange(periods) - 1 - index) * period;
      return this.valueOf(stack, queries, to - period, to);
    });
    const breaches = comparisons[Properties.ComparisonOperator];
    if (!breaches) throw new Error(`unknown comparison ${Properties.ComparisonOperator}`);
    return stateOf(
      {
        periods,
        toAlarm: Properties.DatapointsToAlarm ?? periods,
        missing: Properties.TreatMissingData as Missing,
        breaches: (value) => breaches(value, Properties.Threshold),
      },
      values,
      this.state(Properties.AlarmName),
    );
  }

  private valueOf(stack: string, queries: readonly Query[], from: number, to: number): number | undefined {
    const value = (id: string): number | undefined => {
      const query = queries.find(({ Id }) => Id === id);
      if (query?.Expression) return calculate(query.Expression, value);
      if (!query?.MetricStat) throw new Error(`no metric ${id}`);
      const { Metric, Stat } = query.MetricStat;
      const points =
        this.points.get(
          keyOf(
            Metric.Namespace,
            Metric.MetricName,
            Metric.Dimensions?.map(({ Name, Value }) => ({ Name, Value: this.nameOf(stack, Value) })),
          ),
        ) ?? [];
      const within = points.filter(({ at }) => at >= from && at < to).map((point) => point.value);
      const statistic = statistics[Stat];
      if (!statistic) throw new Error(`${Stat} is not calculated here`);
      return within.length > 0 ? statistic(within) : undefined;
    };
    return value(queries[0]?.Id ?? '');
  }

  private change({ Properties }: Resource, next: State): void {
    const { AlarmName, AlarmActions } = Properties;
    if (next === 'ALARM' && this.state(AlarmName) !== 'ALARM' && AlarmActions !== undefined) {
      const severity = JSON.stringify(AlarmActions).includes('-on-call') ? 'page' : 'ticket';
      this.notified.push(`${severity} ${AlarmName}`);
    }
    this.states.set(AlarmName, next);
  }
}

/** The alarm's queries, the one that returns data first. */
const queriesOf = ({ Properties }: Resource): Query[] => {
  if (!Properties.Metrics) {
    const { Statistic, Period, ...Metric } = Properties as Watched;
    return [{ Id: 'only', MetricStat: { Metric, Period, Stat: Statistic } }];
  }
  const queries = Properties.Metrics as (Query & { ReturnData?: boolean })[];
  return queries.toSorted((a, b) => Number(a.ReturnData === false) - Number(b.ReturnData === false));
};
