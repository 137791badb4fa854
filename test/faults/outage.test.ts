import { describe, expect, test } from 'vitest';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { arithmeticOf } from './arithmetic.ts';
import { behindProxy } from './behind-proxy.ts';
import { differencesInEventStore, differencesInOdoo } from './differences.ts';
import { disguisedAs, type Interruption, playThrough, stopped } from './interruption.ts';
import type { OdooProxy } from './odoo-proxy.ts';
import { printFigures } from './scenario.ts';
import { storyOf } from './story/story.ts';

/** After two minutes the outbox sweeper pauses the event sources of the plant queues. It resumes them within a minute. */
const seconds = Number(process.env.OUTAGE_SECONDS ?? 45);
const events = Number(process.env.OUTAGE_EVENTS ?? 120);
const atMostMs = (seconds + 300) * 1000;

describe('a real Odoo that is of no use for a while', () => {
  const stage = behindProxy(realOdooFromEnvironment, { seed: 1 });

  test.each<[what: string, interruption: (proxy: OdooProxy) => Interruption]>([
    ['stopped under load and started again', stopped],
    ['with another key', disguisedAs({ apiKey: 'revoked' })],
    ['with another version of the module', disguisedAs({ moduleVersion: '18.0.9.9.9' })],
  ])(
    '%s: everything posts afterwards, in order, and nothing is quarantined',
    async (what, interruption) => {
      const { backend, proxy, gateway } = stage();
      const run = `D${Date.now().toString(36).slice(-6).toUpperCase()}`;
      const story = storyOf(run, events, 2);
      await backend.seed(story.masterData);
      const figures = await playThrough(story, gateway, proxy, {
        ...interruption(proxy),
        seconds,
        atMostMs,
      });
      printFigures(`Odoo ${what}`, figures);
      expect(figures.quarantined).toBe(0);
      expect(gateway.deadLetters()).toBe(0);
      const states = (await gateway.events()).filter(({ id }) => id.startsWith(run));
      expect(await differencesInEventStore(backend, story.sendings, states)).toEqual([]);
      expect(await differencesInOdoo(backend, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
    },
    atMostMs + 60_000,
  );
});
