import { describe, expect, test } from 'vitest';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { behindProxy } from './behind-proxy.ts';
import { differencesInCounts, machinesIn, readCounters } from './readings.ts';
import { printFigures } from './scenario.ts';

const readings = Number(process.env.READINGS ?? 10_000);
const each = Math.floor(readings / 20);

describe('ten thousand counter readings of twenty machines, on a real Odoo', () => {
  const stage = behindProxy(realOdooFromEnvironment, { seed: 11 });

  test('cost a posting for every fifty at most, though answers are lost, and none of them is lost', async () => {
    const { backend, proxy, gateway } = stage();
    const run = `R${Date.now().toString(36).slice(-6).toUpperCase()}`;
    const machines = await machinesIn(backend, run, 20);
    const lost = { answerLost: 0.1, badGateway: 0.05, requestLost: 0.05 };
    const { figures, keys } = await readCounters(machines, each, run, gateway, proxy, lost);
    printFigures('readings on a real Odoo', figures);
    expect(await differencesInCounts(backend, gateway, machines, each, keys)).toEqual([]);
    expect(figures.readings / figures.postings).toBeGreaterThanOrEqual(50);
  }, 900_000);
});
