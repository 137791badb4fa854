import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

/**
 * Namespace and service come from the POWERTOOLS_* environment variables. These are not in `log.ts`,
 * because some functions log and do not measure.
 */
export const metrics = new Metrics();

export const tracer = new Tracer();
