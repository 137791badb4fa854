import { describe, expect, test } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { arithmeticOf } from '../faults/arithmetic.ts';
import { behindProxy } from '../faults/behind-proxy.ts';
import { differencesInEventStore, differencesInOdoo } from '../faults/differences.ts';
import { disguisedAs, type Interruption, playThrough, stopped } from '../faults/interruption.ts';
import type { OdooProxy } from '../faults/odoo-proxy.ts';
import { printFigures } from '../faults/scenario.ts';
import { storyOf } from '../faults/story/story.ts';

describe('a fake Odoo that is of no use for a while', () => {
  const stage = behindProxy(() => fakeOdooBackend({ latencyMs: 20 }), { seed: 1, shortWaits: true });

  const interruptions: [run: string, (proxy: OdooProxy) => Interruption][] = [
    ['STOPPED', stopped],
    ['REVOKED', disguisedAs({ apiKey: 'revoked' })],
    ['OUTDATED', disguisedAs({ moduleVersion: '18.0.9.9.9' })],
  ];

  test.each(interruptions)(
    '%s: everything posts afterwards, in order, and nothing is quarantined',
    async (run, interruption) => {
      const { backend, proxy, gateway } = stage();
      const story = storyOf(run, 40, 2);
      await backend.seed(story.masterData);
      const figures = await playThrough(story, gateway, proxy, {
        ...interruption(proxy),
        seconds: 1,
        atMostMs: 100_000,
        sweepAtTheEnd: true,
      });
      printFigures(run, figures);
      expect(figures.quarantined).toBe(0);
      expect(gateway.deadLetters()).toBe(0);
      const states = (await gateway.events()).filter(({ id }) => id.startsWith(run));
      expect(await differencesInEventStore(backend, story.sendings, states)).toEqual([]);
      expect(await differencesInOdoo(backend, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
    },
    120_000,
  );
});
