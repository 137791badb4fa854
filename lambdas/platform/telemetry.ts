import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

/** Namespace and service come from the POWERTOOLS_* environment variables. Apart: not every function measures. */
export const metrics = new Metrics();

export const tracer = new Tracer();
