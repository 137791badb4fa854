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

/** Publishes one metric at once, in seconds when its name says so, with only these dimensions. */
export const publishMetric = (name: string, value: number, dimensions: Record<string, string> = {}): void => {
  const single = metrics.singleMetric();
  single.addDimensions(dimensions);
  single.addMetric(name, name.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count, value);
};
