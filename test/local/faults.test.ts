import { describe, expect, test } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { arithmeticOf } from '../faults/arithmetic.ts';
import { behindProxy } from '../faults/behind-proxy.ts';
import { differencesInEventStore, differencesInOdoo } from '../faults/differences.ts';
import { play, printFigures } from '../faults/scenario.ts';
import { storyOf } from '../faults/story/story.ts';

const seed = 7;

describe('faults between the gateway and the fake Odoo', () => {
  const stage = behindProxy(() => fakeOdooBackend({ latencyMs: 20 }), { seed, shortWaits: true });

  test('three deliveries, lost answers and killed workers add up to what was reported', async () => {
    const { backend, proxy, gateway } = stage();
    const story = storyOf('FAULTS', 90, seed);
    await backend.seed(story.masterData);
    const figures = await play(story, gateway, proxy, {
      seed,
      times: 3,
      callers: 4,
      misfortune: { answerLost: 0.15, badGateway: 0.1, requestLost: 0.05 },
      kills: { share: 0.2, withinMs: 100, atMost: 4 },
      killsOfAccept: { share: 0.05, withinMs: 20, atMost: 3 },
      atMostMs: 200_000,
    });
    printFigures('faults on the fake Odoo', figures);
    expect(figures.kills).toBeGreaterThan(0);
    expect(figures.answersLost).toBeGreaterThan(0);
    expect(gateway.deadLetters()).toBe(0);
    expect(await differencesInEventStore(backend, story.sendings, await gateway.events())).toEqual([]);
    expect(await differencesInOdoo(backend, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
  }, 240_000);
});
