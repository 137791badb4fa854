import { describe } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { behindProxy } from '../faults/behind-proxy.ts';
import { verdictsSuite } from '../faults/verdicts.suite.ts';

const seed = 11;

describe('the quality hold on the fake Odoo', () => {
  const stage = behindProxy(() => fakeOdooBackend({ latencyMs: 10 }), { seed, shortWaits: true });
  verdictsSuite(stage, { lots: 50, seed, atMostMs: 120_000 });
});
