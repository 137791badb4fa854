import { describe, expect, test } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { behindProxy } from '../faults/behind-proxy.ts';
import { differencesInCounts, machinesIn, readCounters } from '../faults/readings.ts';
import { printFigures } from '../faults/scenario.ts';

const each = 60;

describe('twenty machines whose counters are read ten times a second', () => {
  const stage = behindProxy(() => fakeOdooBackend({ latencyMs: 40 }), { seed: 5 });

  test('cost Odoo a posting for every fifty readings at most, and none is lost', async () => {
    const { backend, proxy, gateway } = stage();
    const machines = await machinesIn(backend, 'READ', 20);
    const { figures, keys } = await readCounters(machines, each, 'READ', gateway, proxy);
    printFigures('readings on the fake Odoo', figures);
    expect(await differencesInCounts(backend, gateway, machines, each, keys)).toEqual([]);
    expect(figures.readings / figures.postings).toBeGreaterThanOrEqual(50);
  }, 240_000);
});
