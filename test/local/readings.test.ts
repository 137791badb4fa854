import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayUnderTest, gatewayUnderTest } from '../faults/gateway.ts';
import { OdooProxy } from '../faults/odoo-proxy.ts';
import { differencesInCounts, machinesIn, readCounters } from '../faults/readings.ts';
import { tell } from '../faults/scenario.ts';
import { type StandInWorld, standInWorld } from '../worlds/stand-in.ts';

const each = 60;

describe('twenty machines whose counters are read ten times a second', () => {
  let world: StandInWorld;
  let proxy: OdooProxy;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    world = await standInWorld({ latencyMs: 40 });
    proxy = new OdooProxy(world.url, 5);
    await proxy.up();
    gateway = await gatewayUnderTest({ ...world, url: proxy.url });
  });
  afterAll(async () => {
    await gateway?.stop();
    await proxy?.stop();
    await world?.close();
  });

  test('cost Odoo a posting for every fifty readings at most, and none is lost', async () => {
    const machines = await machinesIn(world, 'READ', 20);
    const { figures, keys } = await readCounters(machines, each, 'READ', gateway, proxy);
    tell('readings on the stand-in', figures);
    expect(await differencesInCounts(world, gateway, machines, each, keys)).toEqual([]);
    expect(figures.readings / figures.postings).toBeGreaterThanOrEqual(50);
  }, 240_000);
});
