import type { WebhookDeps } from '../../lambdas/operations/webhooks.ts';
import { inMemoryFeed } from './in-memory-feed.ts';
import { inMemoryLines } from './in-memory-webhook-states.ts';

/** For suites that are about something else: no partner has a webhook. */
export const noWebhooks = (): Omit<WebhookDeps, 'clock' | 'log'> => ({
  feed: inMemoryFeed(),
  states: inMemoryLines(),
  webhooks: { of: async () => undefined, all: async () => [] },
  webhookSecrets: { get: () => Promise.reject(new Error('no secret')), put: async () => {} },
  partners: {},
  environment: 'test',
});
