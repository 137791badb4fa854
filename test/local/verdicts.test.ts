import { describe } from 'vitest';
import { behindProxy } from '../faults/behind-proxy.ts';
import { verdictsSuite } from '../faults/verdicts.suite.ts';
import { fakeOdooWorld } from '../worlds/fake-odoo.ts';

const seed = 11;

describe('the quality gate on the fake Odoo', () => {
  const stage = behindProxy(() => fakeOdooWorld({ latencyMs: 10 }), { seed, impatient: true });
  verdictsSuite(stage, { lots: 50, seed, atMostMs: 120_000 });
});
