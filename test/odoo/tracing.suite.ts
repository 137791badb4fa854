import { afterAll, beforeAll, describe } from 'vitest';
import type { World } from '../worlds/world.ts';
import type { Floor } from './booking.suite.ts';
import { ShopFloor } from './shop-floor.ts';
import { trade } from './tracing/trade.ts';
import { trees } from './tracing/trees.ts';
import { whoAsks } from './tracing/who-asks.ts';

/** What Odoo's side answers of lots: on every World, like the booking suite. */
export function tracingSuite(makeWorld: () => Promise<World>): void {
  describe('tracing lots in Odoo', () => {
    let world: World | undefined;
    let opened: ShopFloor | undefined;
    const floor: Floor = () => {
      if (!opened) throw new Error('the floor is not open yet');
      return opened;
    };
    beforeAll(async () => {
      world = await makeWorld();
      opened = new ShopFloor(world);
    });
    afterAll(() => world?.close());

    describe('trees', () => trees(floor));
    describe('receipts and deliveries', () => trade(floor));
    describe('who asks for what', () => whoAsks(floor));
  });
}
