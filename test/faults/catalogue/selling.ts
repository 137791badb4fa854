import { type Chapter, Findings, kilograms, Reporter, type Scene, uom, warehouse } from './chapter.ts';

const orders = 4;

/** Orders placed in a shop, each once; and deliveries that leave in two parts. */
export async function selling({ backend, run, random }: Scene): Promise<Chapter> {
  const [wanted, shipped, customer] = [`${run}-BUTTER`, `${run}-CREAM`, `${run}-CUSTOMER`];
  const numbers = Array.from({ length: orders }, (_, index) => `${run}-SHOP-${index}`);
  const sold = Array.from({ length: orders }, (_, index) => `${run}-SOLD-${index}`);
  await backend.seed({
    warehouses: [warehouse],
    items: [wanted, shipped].map((code) => ({ code, name: code, uom, tracking: 'none' as const })),
    stock: [wanted, shipped].map((item) => ({ warehouse: 'OSL', item, quantity: 1000 })),
    customers: [{ code: customer, name: `Customer ${run}` }],
    salesOrders: sold.map((reference) => ({
      reference,
      warehouse: 'OSL',
      customer,
      lines: [{ item: shipped, quantity: 20 }],
    })),
  });
  const reporter = new Reporter(`${run}-S`, Date.now() - 3600_000);
  const asked = new Map(numbers.map((number) => [number, 1 + Math.floor(random() * 30)]));
  for (const [order, value] of asked)
    reporter.report('shop', 'sales-order.placed', {
      order,
      customer,
      lines: [{ item: wanted, quantity: kilograms(value) }],
    });
  const deliveries = new Map<string, number>();
  for (const reference of sold) {
    const [order] = await backend.sales.salesOrders(reference);
    const [delivery = ''] = order?.deliveries ?? [];
    const first = 5 + Math.floor(random() * 10);
    deliveries.set(delivery, first);
    reporter.report('wms', 'shipment.confirmed', {
      delivery,
      lines: [{ item: shipped, quantity: kilograms(first) }],
      trackingNumber: `T-${delivery}`,
    });
    reporter.report('wms', 'shipment.confirmed', {
      delivery,
      lines: [{ item: shipped, quantity: kilograms(20 - first) }],
    });
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      for (const [number, value] of asked)
        findings.compare(
          `orders ${number}`,
          (await backend.sales.salesOrders(number)).map(({ lines }) => lines.map(({ quantity }) => quantity)),
          [[value]],
        );
      for (const [delivery, first] of deliveries)
        findings.compare(
          `shipments of ${delivery}`,
          (await backend.sales.deliveries(delivery)).map(({ state, items }) => [state, items[shipped]]),
          [
            ['done', first],
            ['done', 20 - first],
          ],
        );
      findings.compare('cream left', (await backend.onHand('OSL', shipped)).quantity, 1000 - orders * 20);
      return findings.found;
    },
  };
}
