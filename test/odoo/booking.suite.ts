import { afterAll, beforeAll, describe } from 'vitest';
import type { World } from '../worlds/world.ts';
import { announcements } from './booking/announcements.ts';
import { batches } from './booking/batches.ts';
import { completions } from './booking/completions.ts';
import { concurrency } from './booking/concurrency.ts';
import { consumptions } from './booking/consumptions.ts';
import { issues } from './booking/issues.ts';
import { lotsAndSerials } from './booking/lots-and-serials.ts';
import { protocol } from './booking/protocol.ts';
import { confirmations } from './booking/purchase-orders.ts';
import { receipts } from './booking/receipts.ts';
import { receiptsRefused } from './booking/receipts-refused.ts';
import { receivedLots } from './booking/received-lots.ts';
import { scraps } from './booking/scraps.ts';
import { subcontracting } from './booking/subcontracting.ts';
import { ShopFloor } from './shop-floor.ts';

/** Gives the floor to the tests of a group; it opens before the first of them. */
export type Floor = () => ShopFloor;

/**
 * What booking in Odoo means, said in tests: each trap of Odoo's that could lose, double or misplace a quantity. Runs
 * on every World, so that the stand-in cannot drift from the real server. Repeatable on the same database.
 */
export function bookingSuite(makeWorld: () => Promise<World>): void {
  describe('booking in Odoo', () => {
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

    describe('completions', () => completions(floor));
    describe('lots and serials', () => lotsAndSerials(floor));
    describe('consumption in a report', () => consumptions(floor));
    describe('material issued before the completion', () => issues(floor));
    describe('scrap', () => scraps(floor));
    describe('goods of a purchase order', () => receipts(floor));
    describe('goods by lot, serial and unit', () => receivedLots(floor));
    describe('goods that are not received', () => receiptsRefused(floor));
    describe('goods of a subcontractor', () => subcontracting(floor));
    describe('what a supplier confirms', () => confirmations(floor));
    describe('what a supplier announces', () => announcements(floor));
    describe('many events in one call', () => batches(floor));
    describe('several calls at once', () => concurrency(floor));
    describe('the protocol', () => protocol(floor));
  });
}
