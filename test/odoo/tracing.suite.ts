import { describe } from 'vitest';
import { groupsOf } from '../backends/modelled.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { openFloor } from './open-floor.ts';
import { events } from './tracing/events.ts';
import { trade } from './tracing/trade.ts';
import { trees } from './tracing/trees.ts';
import { whoAsks } from './tracing/who-asks.ts';

/** What the module answers about lots, on every test backend, like the booking suite. */
export function tracingSuite(makeBackend: () => Promise<TestBackend>, { onFake = false } = {}): void {
  describe('tracing lots in Odoo', () => {
    const floor = openFloor(makeBackend);
    const group = groupsOf('tracing lots in Odoo', { onFake });

    group('trees', () => trees(floor));
    group('receipts and deliveries', () => trade(floor));
    group('events of EPCIS', () => events(floor));
    group('who asks for what', () => whoAsks(floor));
  });
}
