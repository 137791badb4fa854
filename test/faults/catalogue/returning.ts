import { type Chapter, Findings, kilograms, Reporter, type Scene, uom, warehouse } from './chapter.ts';

const orders = 3;
const each = 20;

/** Deliveries of two lots that leave whole, and come back in two parts: one lot at a time. */
export async function returning({ backend, run, random }: Scene): Promise<Chapter> {
  const [item, customer] = [`${run}-GOUDA`, `${run}-RETURNER`];
  const lots = [`${run}-C1`, `${run}-C2`] as const;
  const sold = Array.from({ length: orders }, (_, index) => `${run}-BACK-${index}`);
  await backend.seed({
    warehouses: [warehouse],
    items: [{ code: item, name: item, uom, tracking: 'lot' }],
    stock: lots.map((lot) => ({ warehouse: 'OSL', item, lot, quantity: 100 })),
    customers: [{ code: customer, name: `Customer ${run}` }],
    salesOrders: sold.map((reference) => ({
      reference,
      warehouse: 'OSL',
      customer,
      lines: [{ item, quantity: each }],
    })),
  });
  const reporter = new Reporter(`${run}-B`, Date.now() - 3600_000);
  const lines = (amounts: readonly (readonly [string, number])[]) => [
    {
      item,
      quantity: kilograms(amounts.reduce((sum, [, value]) => sum + value, 0)),
      lots: amounts.map(([number, value]) => ({ number, quantity: kilograms(value) })),
    },
  ];
  const left = new Map<string, number>(lots.map((lot) => [lot, 100]));
  const delivered = new Map<string, number>();
  const take = (lot: string, amount: number) => left.set(lot, (left.get(lot) ?? 0) - amount);
  for (const reference of sold) {
    const [order] = await backend.sales.salesOrders(reference);
    const [delivery = ''] = order?.deliveries ?? [];
    const first = 8 + Math.floor(random() * 5);
    const shipped = [
      [lots[0], first],
      [lots[1], each - first],
    ] as const;
    const back = [
      [lots[0], 1 + Math.floor(random() * 7)],
      [lots[1], 1 + Math.floor(random() * 7)],
    ] as const;
    reporter.report('wms', 'shipment.confirmed', { delivery, lines: lines(shipped) });
    for (const part of back)
      reporter.report('wms', 'shipment.returned', { delivery, lines: lines([part]), reason: 'Too much' });
    for (const [lot, amount] of shipped) take(lot, amount);
    for (const [lot, amount] of back) take(lot, -amount);
    delivered.set(reference, each - back[0][1] - back[1][1]);
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      findings.compare('gouda left', (await backend.onHand('OSL', item)).byLot, Object.fromEntries(left));
      for (const [reference, should] of delivered)
        findings.compare(
          `delivered of ${reference}`,
          (await backend.sales.salesOrders(reference)).map(({ lines: [line] }) => line?.delivered),
          [should],
        );
      return findings.found;
    },
  };
}
