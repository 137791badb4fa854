import { describe } from 'vitest';
import type { World } from '../worlds/world.ts';
import { openFloor } from './open-floor.ts';
import { trade } from './tracing/trade.ts';
import { trees } from './tracing/trees.ts';
import { whoAsks } from './tracing/who-asks.ts';

/** What Odoo's side answers of lots: on every World, like the booking suite. */
export function tracingSuite(makeWorld: () => Promise<World>): void {
  describe('tracing lots in Odoo', () => {
    const floor = openFloor(makeWorld);

    describe('trees', () => trees(floor));
    describe('receipts and deliveries', () => trade(floor));
    describe('who asks for what', () => whoAsks(floor));
  });
}
