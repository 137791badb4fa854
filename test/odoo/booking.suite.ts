import { describe, expect, inject, test } from 'vitest';
import { postings } from '../../lambdas/posting/events/postings.ts';
import { groupsOf } from '../backends/modelled.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { bookedOperations } from './booked-operations.ts';
import { aggregated } from './booking/aggregated.ts';
import { announcements } from './booking/announcements.ts';
import { batches } from './booking/batches.ts';
import { completions } from './booking/completions.ts';
import { concurrency } from './booking/concurrency.ts';
import { consumptions } from './booking/consumptions.ts';
import { heldGoods } from './booking/held-goods.ts';
import { issues } from './booking/issues.ts';
import { labor } from './booking/labor.ts';
import { lotsContained } from './booking/lot-contained.ts';
import { lotsAndSerials } from './booking/lots-and-serials.ts';
import { machineCounts } from './booking/machine-counts.ts';
import { machineRates } from './booking/machine-rates.ts';
import { protocol } from './booking/protocol.ts';
import { confirmations } from './booking/purchase-orders.ts';
import { qualityHolds } from './booking/quality-holds.ts';
import { receipts } from './booking/receipts.ts';
import { receiptsRefused } from './booking/receipts-refused.ts';
import { receivedLots } from './booking/received-lots.ts';
import { returns } from './booking/returns.ts';
import { returnsAfterCompletion } from './booking/returns-after-completion.ts';
import { salesOrders } from './booking/sales-orders.ts';
import { scraps } from './booking/scraps.ts';
import { shipmentsReturned } from './booking/shipment-returned.ts';
import { shipments } from './booking/shipments.ts';
import { shippedLots } from './booking/shipped-lots.ts';
import { stockCounts } from './booking/stock-counts.ts';
import { stockMoves } from './booking/stock-moves.ts';
import { subcontracting } from './booking/subcontracting.ts';
import { verdicts } from './booking/verdicts.ts';
import { workOrders } from './booking/work-orders.ts';
import { openFloor } from './open-floor.ts';

/**
 * What booking in Odoo means, said in tests: each trap of Odoo's that could lose, double or misplace a quantity. The
 * fake Odoo is held to those that test/backends/modelled.ts names. Repeatable on the same database.
 */
export function bookingSuite(makeBackend: () => Promise<TestBackend>, { onFake = false } = {}): void {
  describe('booking in Odoo', () => {
    const floor = openFloor(makeBackend);
    const group = groupsOf('booking in Odoo', { onFake });

    group('completions', () => completions(floor));
    group('lots and serials', () => lotsAndSerials(floor));
    group('consumption in a report', () => consumptions(floor));
    group('material issued before the completion', () => issues(floor));
    group('material given back', () => returns(floor));
    group('material given back after the completion', () => returnsAfterCompletion(floor));
    group('machine counters', () => machineCounts(floor));
    group('rates of machines', () => machineRates(floor));
    group('scrap', () => scraps(floor));
    group('goods moved', () => stockMoves(floor));
    group('stock counted', () => stockCounts(floor));
    group('orders of customers', () => salesOrders(floor));
    group('shipments', () => shipments(floor));
    group('lots of a shipment', () => shippedLots(floor));
    group('goods that a customer sends back', () => shipmentsReturned(floor));
    group('operations', () => workOrders(floor));
    group('labour', () => labor(floor));
    group('quality holds', () => qualityHolds(floor));
    group('verdicts', () => verdicts(floor));
    group('goods of held lots', () => heldGoods(floor));
    group('goods of a held lot that people moved', () => lotsContained(floor));
    group('goods of a purchase order', () => receipts(floor));
    group('goods by lot, serial and unit', () => receivedLots(floor));
    group('goods that are not received', () => receiptsRefused(floor));
    group('goods of a subcontractor', () => subcontracting(floor));
    group('what a supplier confirms', () => confirmations(floor));
    group('what a supplier announces', () => announcements(floor));
    group('many events in one call', () => batches(floor));
    group('many events of one ordering key in one call', () => aggregated(floor));
    group('several calls at once', () => concurrency(floor));
    group('the protocol', () => protocol(floor));

    // The last test. Narrowed by -t, a run books less.
    test.skipIf(onFake || inject('narrowed'))(
      'every event type that Odoo gets was booked at least once',
      () => {
        expect(bookedOperations.missing(postings.map(({ operation }) => operation))).toEqual([]);
      },
    );
  });
}
