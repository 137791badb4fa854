import { Metrics } from '@aws-lambda-powertools/metrics';

/** Namespace and service come from the POWERTOOLS_* environment variables. Apart: not every function measures. */
export const metrics = new Metrics();
