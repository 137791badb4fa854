import { describe } from 'vitest';
import type { World } from '../worlds/world.ts';
import { announcements } from './booking/announcements.ts';
import { batches } from './booking/batches.ts';
import { completions } from './booking/completions.ts';
import { concurrency } from './booking/concurrency.ts';
import { consumptions } from './booking/consumptions.ts';
import { gate } from './booking/gate.ts';
import { gathered } from './booking/gathered.ts';
import { issues } from './booking/issues.ts';
import { labor } from './booking/labor.ts';
import { lotsAndSerials } from './booking/lots-and-serials.ts';
import { machineCounts } from './booking/machine-counts.ts';
import { machineRates } from './booking/machine-rates.ts';
import { protocol } from './booking/protocol.ts';
import { confirmations } from './booking/purchase-orders.ts';
import { receipts } from './booking/receipts.ts';
import { receiptsRefused } from './booking/receipts-refused.ts';
import { receivedLots } from './booking/received-lots.ts';
import { returns } from './booking/returns.ts';
import { returnsAfterCompletion } from './booking/returns-after-completion.ts';
import { salesOrders } from './booking/sales-orders.ts';
import { scraps } from './booking/scraps.ts';
import { shipments } from './booking/shipments.ts';
import { shippedLots } from './booking/shipped-lots.ts';
import { stockCounts } from './booking/stock-counts.ts';
import { stockMoves } from './booking/stock-moves.ts';
import { subcontracting } from './booking/subcontracting.ts';
import { verdicts } from './booking/verdicts.ts';
import { workOrders } from './booking/work-orders.ts';
import { openFloor } from './open-floor.ts';

/**
 * What booking in Odoo means, said in tests: each trap of Odoo's that could lose, double or misplace a quantity. Runs
 * on every World, so that the stand-in cannot drift from the real server. Repeatable on the same database.
 */
export function bookingSuite(makeWorld: () => Promise<World>): void {
  describe('booking in Odoo', () => {
    const floor = openFloor(makeWorld);

    describe('completions', () => completions(floor));
    describe('lots and serials', () => lotsAndSerials(floor));
    describe('consumption in a report', () => consumptions(floor));
    describe('material issued before the completion', () => issues(floor));
    describe('material given back', () => returns(floor));
    describe('material given back after the completion', () => returnsAfterCompletion(floor));
    describe('machine counters', () => machineCounts(floor));
    describe('rates of machines', () => machineRates(floor));
    describe('scrap', () => scraps(floor));
    describe('goods moved', () => stockMoves(floor));
    describe('stock counted', () => stockCounts(floor));
    describe('orders of customers', () => salesOrders(floor));
    describe('shipments', () => shipments(floor));
    describe('lots of a shipment', () => shippedLots(floor));
    describe('operations', () => workOrders(floor));
    describe('labour', () => labor(floor));
    describe('the quality gate', () => gate(floor));
    describe("quality's words", () => verdicts(floor));
    describe('goods of a purchase order', () => receipts(floor));
    describe('goods by lot, serial and unit', () => receivedLots(floor));
    describe('goods that are not received', () => receiptsRefused(floor));
    describe('goods of a subcontractor', () => subcontracting(floor));
    describe('what a supplier confirms', () => confirmations(floor));
    describe('what a supplier announces', () => announcements(floor));
    describe('many events in one call', () => batches(floor));
    describe('many events of one stream in one call', () => gathered(floor));
    describe('several calls at once', () => concurrency(floor));
    describe('the protocol', () => protocol(floor));
  });
}
