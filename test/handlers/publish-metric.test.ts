import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const telemetry = join(import.meta.dirname, '..', '..', 'lambdas', 'platform', 'telemetry.ts');

/** The line that a function with this service writes for CloudWatch. */
const published = (call: string): Record<string, unknown> => {
  const script = `const { metrics, publishMetric } = await import(${JSON.stringify(telemetry)});
    metrics.setDefaultDimensions({ plant: 'oslo' });
    ${call}`;
  const variables = {
    ...process.env,
    POWERTOOLS_SERVICE_NAME: 'watch',
    POWERTOOLS_METRICS_NAMESPACE: 'OdooPlantGateway',
  };
  const line = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env: variables });
  const { _aws, ...values } = JSON.parse(line.toString()) as {
    _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Unit: string }[] }[] };
  };
  const [metric] = _aws.CloudWatchMetrics;
  return { ...values, dimensions: metric?.Dimensions.flat().sort(), unit: metric?.Metrics[0]?.Unit };
};

describe('a metric that is published at once', () => {
  it('has its own dimensions only, not those of the function’s other metrics', () => {
    expect(published(`publishMetric('EventRefused', 1, { code: 'unknown-lot' });`)).toEqual({
      EventRefused: 1,
      code: 'unknown-lot',
      service: 'watch',
      dimensions: ['code', 'service'],
      unit: 'Count',
    });
  });

  it('may be one of another function: the sweeper adds a zero to the polls of a plant', () => {
    expect(published(`publishMetric('Dispatched', 0, { plant: 'lyon' }, 'dispatch');`)).toEqual({
      Dispatched: 0,
      plant: 'lyon',
      service: 'dispatch',
      dimensions: ['plant', 'service'],
      unit: 'Count',
    });
  });

  it('has the unit that its name says', () => {
    expect(published(`publishMetric('OdooCallMs', 80);`)).toMatchObject({
      dimensions: ['service'],
      unit: 'Milliseconds',
    });
  });
});
