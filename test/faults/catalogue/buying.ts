import { type Chapter, Findings, kilograms, Reporter, type Scene, uom, warehouse } from './chapter.ts';

const orders = 4;

/** Purchase orders that are confirmed, announced, and received in two deliveries, the last of them short. */
export async function buying({ backend, run, random }: Scene): Promise<Chapter> {
  const [sugar, berries, supplier] = [`${run}-SUGAR2`, `${run}-BERRIES`, `${run}-SUPPLIER`];
  const names = Array.from({ length: orders }, (_, index) => `${run}-PO-${index}`);
  await backend.seed({
    warehouses: [warehouse],
    items: [
      { code: sugar, name: sugar, uom, tracking: 'none' },
      { code: berries, name: berries, uom, tracking: 'lot' },
    ],
    suppliers: [{ code: supplier, name: `Supplier ${run}` }],
    purchaseOrders: names.map((name) => ({
      name,
      warehouse: 'OSL',
      supplier,
      lines: [
        { item: sugar, quantity: 100 },
        { item: berries, quantity: 60 },
      ],
    })),
  });
  const reporter = new Reporter(`${run}-B`, Date.now() - 3600_000);
  const received = new Map<string, { sugar: number; berries: number }>();
  const byLot: Record<string, number> = {};
  const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString();
  for (const purchaseOrder of names) {
    const confirmed = { item: sugar, quantity: kilograms(100), promisedAt: tomorrow };
    const supplierReference = `SO-${purchaseOrder}`;
    reporter.report('supplier', 'purchase-order.confirmed', {
      purchaseOrder,
      supplierReference,
      lines: [confirmed],
    });
    const lot = (index: number) => `${purchaseOrder}-L${index}`;
    const announced = kilograms(60);
    reporter.report('supplier', 'shipment.announced', {
      purchaseOrder,
      shipment: `ASN-${purchaseOrder}`,
      expectedAt: tomorrow,
      lines: [{ item: berries, quantity: announced, lots: [{ number: lot(9), quantity: announced }] }],
    });
    const [first, second] = [20 + Math.floor(random() * 30), 10 + Math.floor(random() * 15)];
    const some = kilograms(second);
    reporter.report('wms', 'goods.received', {
      purchaseOrder,
      deliveryNote: `${purchaseOrder}-1`,
      lines: [
        { item: sugar, quantity: kilograms(first) },
        { item: berries, quantity: some, lots: [{ number: lot(1), quantity: some }] },
      ],
    });
    const last = kilograms(25);
    reporter.report('wms', 'goods.received', {
      purchaseOrder,
      deliveryNote: `${purchaseOrder}-2`,
      lines: [
        { item: sugar, quantity: kilograms(100 - first) },
        { item: berries, quantity: last, lots: [{ number: lot(2), quantity: last }] },
      ],
      final: true,
    });
    received.set(purchaseOrder, { sugar: 100, berries: second + 25 });
    byLot[lot(1)] = second;
    byLot[lot(2)] = 25;
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      for (const name of names) {
        const seen = await backend.purchaseOrder(name);
        const should = received.get(name);
        findings.compare(
          `received of ${name}`,
          seen.lines.map((line) => [line.received, line.awaited]),
          [
            [should?.sugar, 0],
            [should?.berries, 0],
          ],
        );
        findings.compare(`reference of ${name}`, seen.supplierReference, `SO-${name}`);
        findings.compare(
          `deliveries of ${name}`,
          seen.receipts.filter(({ state }) => state === 'done').length,
          2,
        );
      }
      findings.compare('sugar bought', (await backend.onHand('OSL', sugar)).quantity, orders * 100);
      findings.compare('berries by lot', (await backend.onHand('OSL', berries)).byLot, byLot);
      return findings.found;
    },
  };
}
