import { describe, expect, it } from 'vitest';
import {
  dynamoWebhookStates,
  newWebhookState,
  type WebhookStates,
} from '../../lambdas/outbound/webhooks/webhook-state.ts';
import { inMemoryLines } from '../fakes/in-memory-webhook-states.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';

const suite = (engine: string, linesOf: () => WebhookStates) =>
  describe(`lines ${engine}`, () => {
    it('are changed only as they were seen, and read as they were written', async () => {
      const lines = linesOf();
      expect(await lines.get('acme', 'oslo')).toBeUndefined();
      const made = await lines.put(undefined, newWebhookState('acme', 'oslo', 7));
      expect(await lines.put(undefined, newWebhookState('acme', 'oslo', 9))).toBeUndefined();
      const time = '2026-11-24T12:00:00.000Z';
      const next = {
        ...newWebhookState('acme', 'oslo', 8),
        waiting: [{ stream: 'stock/1', sequences: [3, 8], failures: 2, next: time, since: time }],
        aside: [{ sequence: 2, stream: 'stock/2', at: time, why: 'status 400', by: 'ola' }],
        tookAt: time,
        replay: { next: 1, to: 2 },
        disabled: { why: '410', since: '2026-11-24T12:00:00.000Z', by: undefined },
        notBefore: undefined,
      };
      const changed = await lines.put(made, next);
      expect(changed).toEqual({ ...next, version: changed?.version });
      expect(await lines.get('acme', 'oslo')).toEqual(changed);
      expect(await lines.put(made, next)).toBeUndefined();
    });

    it('of other partners and plants are others', async () => {
      const lines = linesOf();
      await lines.put(undefined, newWebhookState('north', 'oslo', 1));
      await lines.put(undefined, newWebhookState('north', 'lyon', 2));
      await lines.put(undefined, newWebhookState('south', 'oslo', 3));
      expect((await lines.get('north', 'oslo'))?.position).toBe(1);
      expect((await lines.get('north', 'lyon'))?.position).toBe(2);
      expect((await lines.get('south', 'oslo'))?.position).toBe(3);
    });

    it('are taken by one of many that want them at once', async () => {
      const lines = linesOf();
      const seen = await lines.put(undefined, newWebhookState('many', 'oslo', 0));
      const put = await Promise.all(
        Array.from({ length: 10 }, (_, position) =>
          lines.put(seen, newWebhookState('many', 'oslo', position)),
        ),
      );
      expect(put.filter(Boolean)).toHaveLength(1);
    });
  });

const remembered = inMemoryLines();
suite('in memory', () => remembered);
onEachEngine(tableOf('feed'), (client) => dynamoWebhookStates(client, 'feed'), suite);
