import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { TraceDeps } from './handle.ts';

export const configure = (): TraceDeps => {
  const env = readEnvironment({
    PARTNER_PARAMETERS: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  return {
    log,
    clock,
    plants,
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};
