import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import type { World } from '../worlds/world.ts';
import { arithmeticOf } from './arithmetic.ts';
import { differencesInLedger, differencesInOdoo } from './differences.ts';
import { type GatewayUnderTest, gatewayUnderTest } from './gateway.ts';
import { type Interruption, playThrough } from './interruption.ts';
import { type Disguise, OdooProxy } from './odoo-proxy.ts';
import { tell } from './scenario.ts';
import { storyOf } from './story/story.ts';

/** Beyond two minutes `watch` pauses the lanes' event sources, and resumes them within a minute. */
const seconds = Number(process.env.OUTAGE_SECONDS ?? 45);
const events = Number(process.env.OUTAGE_EVENTS ?? 120);
const atMostMs = (seconds + 300) * 1000;

describe('a real Odoo that is of no use for a while', () => {
  let world: World;
  let proxy: OdooProxy;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    world = realOdooFromEnvironment();
    proxy = new OdooProxy(world.url, 1);
    await proxy.up();
    const { database, apiKey } = world;
    gateway = await gatewayUnderTest({ url: proxy.url, database, apiKey });
  });
  afterAll(async () => {
    await gateway?.stop();
    await proxy?.stop();
    await world?.close();
  });

  const disguised = (disguise: Disguise): Interruption => ({
    noticed: 'LANE_HELD',
    begin: async () => {
      proxy.disguise = disguise;
    },
    end: async () => {
      proxy.disguise = {};
    },
  });

  test.each<[what: string, interruption: () => Interruption]>([
    [
      'stopped under load and started again',
      () => ({ noticed: 'LANE_WAITING', begin: () => proxy.down(), end: () => proxy.up() }),
    ],
    ['with another key', () => disguised({ apiKey: 'revoked' })],
    ['with another version of the module', () => disguised({ moduleVersion: '18.0.9.9.9' })],
  ])(
    '%s: everything posts afterwards, in order, and nothing is quarantined',
    async (what, interruption) => {
      const run = `D${Date.now().toString(36).slice(-6).toUpperCase()}`;
      const story = storyOf(run, events, 2);
      await world.seed(story.masterData);
      const figures = await playThrough(story, gateway, proxy, {
        ...interruption(),
        seconds,
        atMostMs,
      });
      tell(`Odoo ${what}`, figures);
      expect(figures.quarantined).toBe(0);
      expect(gateway.deadLetters()).toBe(0);
      const states = (await gateway.events()).filter(({ id }) => id.startsWith(run));
      expect(await differencesInLedger(world, story.sendings, states)).toEqual([]);
      expect(await differencesInOdoo(world, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
    },
    atMostMs + 60_000,
  );
});
