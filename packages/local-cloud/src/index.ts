export type { ApiKey } from './api-gateway/usage-plans.ts';
export { type Cancel, type Clock, ManualClock, systemClock } from './clock.ts';
export type { LogLine, Metric } from './function-log.ts';
export { type LocalCloud, type LocalCloudOptions, type QueueDepth, startLocalCloud } from './local-cloud.ts';
export type { ExecutionView } from './step-functions/service.ts';
