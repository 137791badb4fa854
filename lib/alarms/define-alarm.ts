import type { PlantProfile } from '../../configuration/plant.ts';
import type { FunctionName } from '../bundle.ts';
import type { Names } from '../names.ts';

/** `page`: somebody gets up at 3 a.m. `ticket`: somebody reads it the next working day. */
export type Severity = 'page' | 'ticket';

export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'SampleCount' | 'p50' | 'p90';

/** A metric that one of the functions publishes. */
export interface OwnMetric {
  name: string;
  function: FunctionName;
  statistic: Statistic;
  /** length of a period */
  minutes: number;
}

/** A metric with its dimensions written out. */
export interface PlainMetric {
  namespace: string;
  name: string;
  dimensions?: Readonly<Record<string, string>>;
}

/** A line or lines of the dashboard. */
export interface Graph {
  title: string;
  /**
   * what CloudWatch searches for: metric schema and search term. Absent: the alarm's own metric, of all plants when it has a
   * plant
   */
  search?: (names: Names) => string;
  /** or a line for each of these */
  lines?: (names: Names) => PlainMetric[];
  /** of the search, or of the lines; absent: that of the metric */
  statistic?: Statistic;
  /** which ten lines are shown: those with the highest or the lowest values; absent: the highest */
  worst?: 'highest' | 'lowest';
}

type OfPlant<Value> = Value | ((plant: PlantProfile) => Value);

/** Everything about an alarm except the AWS resource that it watches. */
export interface AlarmDefinition {
  /** one alarm for the environment, or one for each plant */
  of: 'environment' | 'plant';
  /** a row of the runbook's table */
  short: string;
  severity: Severity;
  /** why it wakes somebody, or why it does not */
  because: string;
  /** consequence for the business; the first text that a person reads. An alarm of a plant adds the plant's name */
  impact: OfPlant<string>;
  /** absent: a metric of an AWS resource, given by the stack that has the resource */
  metric?: OwnMetric;
  /** the alarm is raised when the metric reaches this */
  threshold: OfPlant<number>;
  /** raised below the threshold instead */
  below?: true;
  /** consecutive periods; absent: 1 */
  periods?: number;
  /** what a period without data means; absent: `notBreaching` */
  missing?: 'breaching' | 'ignore';
  /** alarm that speaks for this one: this one has no actions of its own */
  pagedBy?: string;
  graph: Graph;
}

/** An alarm that is raised while one of others is. It has no metric. */
export interface CompositeDefinition
  extends Pick<AlarmDefinition, 'short' | 'severity' | 'because' | 'impact'> {
  of: 'environment';
  anyOf: readonly string[];
}

/**
 * Search term for a name that begins with these words. CloudWatch cuts names into tokens, and an unquoted term with hyphens
 * matches these tokens where they follow each other: `opg-dev-lane` does not match `opg-dev2-lane`. A quoted term would match
 * the whole name only.
 */
export const startsWith = (dimension: string, words: string): string => `${dimension}=${words}`;

/**
 * Plant queues without their dead-letter queues, and without the queue of undelivered schedules of the same stack, which is no
 * FIFO queue. No plant's id ends in `-dead`.
 */
const plantQueues = (names: Names): string =>
  `${startsWith('QueueName', names.stack('lane'))} QueueName=fifo NOT QueueName=dead-fifo`;

export const searchPlantQueues =
  (metric: string) =>
  (names: Names): string =>
    `{AWS/SQS,QueueName} MetricName="${metric}" ${plantQueues(names)}`;

/** Parts of the environment whose stacks hold Lambda functions, queues or rules; `post` is in names of functions. */
const parts = [
  'entrance',
  'operations',
  'quality',
  'dispatch',
  'webhooks',
  'sync',
  'operate',
  'post',
  'lane',
];

/** Names of resources of this environment: of a stack, or fixed. */
export const anyPartOf = (dimension: string, names: Names, of: readonly string[] = parts): string =>
  `(${of.map((part) => startsWith(dimension, names.stack(part))).join(' OR ')})`;
