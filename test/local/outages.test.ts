import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arithmeticOf } from '../faults/arithmetic.ts';
import { differencesInLedger, differencesInOdoo } from '../faults/differences.ts';
import { type GatewayUnderTest, gatewayUnderTest } from '../faults/gateway.ts';
import { type Interruption, playThrough } from '../faults/interruption.ts';
import { OdooProxy } from '../faults/odoo-proxy.ts';
import { tell } from '../faults/scenario.ts';
import { storyOf } from '../faults/story/story.ts';
import { type StandInWorld, standInWorld } from '../worlds/stand-in.ts';

describe('a stand-in that is of no use for a while', () => {
  let world: StandInWorld;
  let proxy: OdooProxy;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    world = await standInWorld({ latencyMs: 20 });
    proxy = new OdooProxy(world.url, 1);
    await proxy.up();
    gateway = await gatewayUnderTest({ ...world, url: proxy.url }, true);
  });
  afterAll(async () => {
    await gateway?.stop();
    await proxy?.stop();
    await world?.close();
  });

  const disguised = (disguise: OdooProxy['disguise']): Interruption => ({
    noticed: 'LANE_HELD',
    begin: async () => {
      proxy.disguise = disguise;
    },
    end: async () => {
      proxy.disguise = {};
    },
  });
  const interruptions: [run: string, () => Interruption][] = [
    ['STOPPED', () => ({ noticed: 'LANE_WAITING', begin: () => proxy.down(), end: () => proxy.up() })],
    ['REVOKED', () => disguised({ apiKey: 'revoked' })],
    ['OUTDATED', () => disguised({ moduleVersion: '18.0.9.9.9' })],
  ];

  test.each(interruptions)(
    '%s: everything posts afterwards, in order, and nothing is quarantined',
    async (run, interruption) => {
      const story = storyOf(run, 40, 2);
      await world.seed(story.masterData);
      const figures = await playThrough(story, gateway, proxy, {
        ...interruption(),
        seconds: 1,
        atMostMs: 100_000,
        watchAtTheEnd: true,
      });
      tell(run, figures);
      expect(figures.quarantined).toBe(0);
      expect(gateway.deadLetters()).toBe(0);
      const states = (await gateway.events()).filter(({ id }) => id.startsWith(run));
      expect(await differencesInLedger(world, story.sendings, states)).toEqual([]);
      expect(await differencesInOdoo(world, arithmeticOf(story.sendings, story.masterData))).toEqual([]);
    },
    120_000,
  );
});
