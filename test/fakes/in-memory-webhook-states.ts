import { randomUUID } from 'node:crypto';
import type { WebhookState, WebhookStates } from '../../lambdas/outbound/webhooks/webhook-state.ts';

/** States of webhooks in memory; they pass the same suite as those on DynamoDB. */
export const inMemoryLines = (): WebhookStates => {
  const lines = new Map<string, WebhookState>();
  return {
    async get(partner, plant) {
      return structuredClone(lines.get(`${partner} ${plant}`));
    },
    async put(seen, next) {
      const key = `${next.partner} ${next.plant}`;
      if (lines.get(key)?.version !== seen?.version) return undefined;
      const line: WebhookState = JSON.parse(JSON.stringify({ ...next, version: randomUUID() }));
      lines.set(key, line);
      return structuredClone(line);
    },
  };
};
