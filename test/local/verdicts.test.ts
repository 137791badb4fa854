import { describe } from 'vitest';
import { behindProxy } from '../faults/behind-proxy.ts';
import { verdictsSuite } from '../faults/verdicts.suite.ts';
import { standInWorld } from '../worlds/stand-in.ts';

const seed = 11;

describe('the quality gate on the stand-in', () => {
  const stage = behindProxy(() => standInWorld({ latencyMs: 10 }), { seed, impatient: true });
  verdictsSuite(stage, { lots: 50, seed, atMostMs: 120_000 });
});
