import { describe } from 'vitest';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { behindProxy } from './behind-proxy.ts';
import { verdictsSuite } from './verdicts.suite.ts';

const seed = Number(process.env.FAULT_SEED ?? 1);

describe('the quality hold on a real Odoo', () => {
  verdictsSuite(behindProxy(realOdooFromEnvironment, { seed }), { lots: 50, seed, atMostMs: 300_000 });
});
