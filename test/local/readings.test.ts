import { describe, expect, test } from 'vitest';
import { behindProxy } from '../faults/behind-proxy.ts';
import { differencesInCounts, machinesIn, readCounters } from '../faults/readings.ts';
import { tell } from '../faults/scenario.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

const each = 60;

describe('twenty machines whose counters are read ten times a second', () => {
  const stage = behindProxy(() => fakeOdooWorld({ latencyMs: 40 }), { seed: 5 });

  test('cost Odoo a posting for every fifty readings at most, and none is lost', async () => {
    const { world, proxy, gateway } = stage();
    const machines = await machinesIn(world, 'READ', 20);
    const { figures, keys } = await readCounters(machines, each, 'READ', gateway, proxy);
    tell('readings on the fake Odoo', figures);
    expect(await differencesInCounts(world, gateway, machines, each, keys)).toEqual([]);
    expect(figures.readings / figures.postings).toBeGreaterThanOrEqual(50);
  }, 240_000);
});
