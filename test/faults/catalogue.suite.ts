import { describe, expect, test } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { eventType } from '../../events/define-event.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { behindProxy } from './behind-proxy.ts';
import { dayOf, differencesInOutcomes } from './catalogue/day.ts';
import { play, printFigures } from './scenario.ts';

/** The whole catalogue through the gateway while things go wrong; on the fake Odoo and on a real Odoo. */
export const catalogueSuite = (
  backendOf: () => Promise<TestBackend>,
  { seed = 1, shortWaits = false, notModelled = [] as readonly string[] } = {},
) =>
  describe('every event of the catalogue', () => {
    const stage = behindProxy(backendOf, { seed, shortWaits });

    test('sent three times, answers lost, workers killed: Odoo holds the sum of what happened', async () => {
      const { backend, proxy, gateway } = stage();
      const run = `C${Date.now().toString(36).slice(-6).toUpperCase()}`;
      const day = await dayOf(backend, run, seed, notModelled);
      const types = new Set(day.sendings.map(({ event }) => event.type));
      // What only the gateway sends answers what people do in Odoo: test/odoo/verdicts-everywhere.test.ts.
      const sent = catalogue.filter((definition) => !('gatewayOnly' in definition));
      expect([...types].sort()).toEqual(sent.map(eventType).sort());
      const story = { masterData: { warehouses: [], items: [] }, sendings: day.sendings };
      const figures = await play(story, gateway, proxy, {
        seed,
        times: 3,
        callers: 4,
        misfortune: { answerLost: 0.15, badGateway: 0.1, requestLost: 0.05 },
        kills: { share: 0.15, withinMs: 400, atMost: 6 },
        killsOfAccept: { share: 0.03, withinMs: 30, atMost: 4 },
        atMostMs: 400_000,
      });
      printFigures(`the catalogue on ${backend.name}`, figures);
      expect(gateway.deadLetters()).toBe(0);
      expect(await differencesInOutcomes(backend, day.sendings, await gateway.events(), notModelled)).toEqual(
        [],
      );
      expect(await day.differences()).toEqual([]);
      expect(figures.answersLost).toBeGreaterThan(0);
      expect(figures.kills).toBeGreaterThan(0);
    }, 900_000);
  });
