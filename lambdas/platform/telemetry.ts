import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger } from './log.ts';

/** Namespace and service come from the POWERTOOLS_* environment variables. */
export const metrics = new Metrics();

/**
 * A Lambda handler with the ids of request and trace in every log line. Input and answer are not logged: they may hold a
 * payload or an operator's note.
 *
 * `metrics` are published when the handler ends. Functions that publish only single metrics leave it out.
 */
export const lambdaFunction = <Input, Output>(
  handler: (input: Input, context: Context) => Promise<Output>,
  published: { metrics?: Metrics } = {},
) => {
  const withTelemetry = middy<Input, Output>().use(injectLambdaContext(logger));
  if (published.metrics) withTelemetry.use(logMetrics(published.metrics));
  return withTelemetry.handler(handler);
};

/** Unit by the end of a metric's name. */
export const metricUnitOf = (name: string) => {
  if (name.endsWith('Seconds')) return MetricUnit.Seconds;
  return name.endsWith('Ms') ? MetricUnit.Milliseconds : MetricUnit.Count;
};

/**
 * Publishes one metric at once with only these dimensions, beside `service`. `service`: of the function that is measured, when
 * another one measures it.
 */
export const publishMetric = (
  name: string,
  value: number,
  dimensions: Record<string, string> = {},
  service?: string,
): void => {
  // Not `metrics.singleMetric()`: it would add the default dimensions, and post has its plant among them.
  const single = new Metrics({ singleMetric: true, ...(service !== undefined && { serviceName: service }) });
  single.addDimensions(dimensions);
  single.addMetric(name, metricUnitOf(name), value);
};
