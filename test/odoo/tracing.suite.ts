import { describe } from 'vitest';
import { groupsOf } from '../worlds/modelled.ts';
import type { World } from '../worlds/world.ts';
import { openFloor } from './open-floor.ts';
import { trade } from './tracing/trade.ts';
import { trees } from './tracing/trees.ts';
import { whoAsks } from './tracing/who-asks.ts';

/** What Odoo's side answers of lots: on every World, like the booking suite. */
export function tracingSuite(makeWorld: () => Promise<World>, { onFake = false } = {}): void {
  describe('tracing lots in Odoo', () => {
    const floor = openFloor(makeWorld);
    const group = groupsOf('tracing lots in Odoo', { onFake });

    group('trees', () => trees(floor));
    group('receipts and deliveries', () => trade(floor));
    group('who asks for what', () => whoAsks(floor));
  });
}
