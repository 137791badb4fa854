import { describe, expect, test } from 'vitest';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { arithmeticOf } from './arithmetic.ts';
import { behindProxy } from './behind-proxy.ts';
import { differencesInEventStore, differencesInOdoo } from './differences.ts';
import { play, printFigures } from './scenario.ts';
import { storyOf } from './story/story.ts';

const events = Number(process.env.FAULT_EVENTS ?? 500);
const seed = Number(process.env.FAULT_SEED ?? 1);
const minutes = 60_000;

describe('five hundred events of three plants on a real Odoo', () => {
  const stage = behindProxy(realOdooFromEnvironment, { seed });

  test(
    'each sent three times, a quarter of the answers lost, workers killed: Odoo holds their sum, to the unit',
    async () => {
      const { backend, proxy, gateway } = stage();
      const story = storyOf(`X${Date.now().toString(36).slice(-6).toUpperCase()}`, events, seed);
      await backend.seed(story.masterData);
      const figures = await play(story, gateway, proxy, {
        seed,
        times: 3,
        callers: 6,
        misfortune: { answerLost: 0.15, badGateway: 0.1, requestLost: 0.05 },
        kills: { share: 0.15, withinMs: 700, atMost: 15 },
        killsOfAccept: { share: 0.03, withinMs: 30, atMost: 8 },
        atMostMs: 10 * minutes,
      });
      printFigures('faults on a real Odoo', figures);
      expect(gateway.deadLetters()).toBe(0);
      expect(await differencesInEventStore(backend, story.sendings, await gateway.events())).toEqual([]);
      expect(await differencesInOdoo(backend, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
      expect(figures.kills).toBeGreaterThan(0);
      expect(figures.answersLost / figures.odooCalls).toBeGreaterThan(0.15);
    },
    15 * minutes,
  );
});
