import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { plants } from '../../plants/index.ts';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, metrics } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { handle } from '../traceability/http.ts';
import type { TraceDeps } from '../traceability/traced.ts';

export const configure = (): TraceDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    PARTNER_PARAMETERS: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  return {
    log,
    clock,
    plants,
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent) => handle(request, deps), { metrics });
