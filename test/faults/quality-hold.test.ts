import { describe, expect, test } from 'vitest';
import type { RealOdooBackend } from '../backends/real-odoo.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { behindProxy } from './behind-proxy.ts';
import { heldStory } from './held-story.ts';
import { sampleAllAlong } from './sampling.ts';
import { play, printFigures } from './scenario.ts';

const seed = Number(process.env.FAULT_SEED ?? 1);
const minutes = 60_000;
const hold = 'OSL/Quality hold';

describe('two hundred completions of held goods while a delivery wants them', () => {
  const stage = behindProxy(realOdooFromEnvironment, { seed });

  test(
    'at no moment is any of them reserved or anywhere but in the hold place',
    async () => {
      const { backend, proxy, gateway } = stage();
      const { odoo } = backend as RealOdooBackend;
      const database = process.env.PG;
      if (!database) throw new Error('set PG to the connection string of the database of this Odoo');
      const story = heldStory(`G${Date.now().toString(36).slice(-6).toUpperCase()}`, 20, 10);
      await backend.seed(story.masterData);
      const [sold] = await backend.sales.salesOrders(story.shopOrder);
      const delivery = sold?.deliveries[0] ?? '';
      const [picking] = await odoo.search('stock.picking', [['name', '=', delivery]], ['id']);
      let assigned = 0;
      let over = false;
      const reserving = (async () => {
        while (!over) {
          // A refusal says that there is nothing to reserve, a conflict with a booking that this one lost.
          const answer = await odoo.client.call('stock.picking', 'action_assign', { ids: [picking?.id] });
          if (answer.ok) assigned += 1;
        }
      })();
      const sampling = sampleAllAlong(database, story.product, hold);
      const figures = await play(story, gateway, proxy, {
        seed,
        times: 2,
        callers: 6,
        misfortune: { answerLost: 0.15, badGateway: 0.1, requestLost: 0.05 },
        kills: { share: 0.2, withinMs: 500, atMost: 8 },
        killsOfAccept: { share: 0.03, withinMs: 30, atMost: 4 },
        atMostMs: 8 * minutes,
      }).finally(async () => {
        over = true;
        await reserving;
        await sampling.stop();
      });
      const { samples } = sampling;
      printFigures('the quality hold under faults', { ...figures, assigned, samples: samples.taken });
      expect(samples.seen).toEqual([]);
      expect(samples.taken).toBeGreaterThan(200);
      expect(assigned).toBeGreaterThan(50);
      expect(figures.kills).toBeGreaterThan(0);
      expect(gateway.deadLetters()).toBe(0);
      const { byLot } = await backend.stockAt(hold, story.product);
      expect(byLot).toEqual(Object.fromEntries(story.made));
    },
    12 * minutes,
  );
});
