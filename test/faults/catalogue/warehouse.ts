import { type Chapter, Findings, kilograms, Reporter, type Scene, uom, warehouse } from './chapter.ts';

const steps = 40;

/** Goods moved between three places and counted there. The last count and the moves after it give the stock of each. */
export async function moving({ backend, run, random }: Scene): Promise<Chapter> {
  const [loose, lots] = [`${run}-SUGAR`, [`${run}-A`, `${run}-B`]];
  const tracked = `${run}-HONEY`;
  const places = ['OSL/Stock', `OSL/Stock/${run}-1`, `OSL/Stock/${run}-2`];
  await backend.seed({
    warehouses: [warehouse],
    locations: [1, 2].map((index) => ({ name: `${run}-${index}`, warehouse: 'OSL' })),
    items: [
      { code: loose, name: loose, uom, tracking: 'none' },
      { code: tracked, name: tracked, uom, tracking: 'lot' },
    ],
    stock: [
      { warehouse: 'OSL', item: loose, quantity: 500 },
      ...lots.map((lot) => ({ warehouse: 'OSL', item: tracked, quantity: 300, lot })),
    ],
  });
  const lies = new Map<string, number>([
    [`${places[0]} ${loose} `, 500],
    ...lots.map((lot) => [`${places[0]} ${tracked} ${lot}`, 300] as const),
  ]);
  const there = (place: string, item: string, lot: string) => lies.get(`${place} ${item} ${lot}`) ?? 0;
  const put = (place: string, item: string, lot: string, amount: number) =>
    lies.set(`${place} ${item} ${lot}`, amount);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  // A count looks at what moved since: what was seeded must lie before all of it, to the second.
  const reporter = new Reporter(`${run}-W`, Date.now() + 2000);
  while (reporter.sendings.length < steps) {
    const item = pick([loose, tracked]);
    const lot = item === tracked ? pick(lots) : '';
    const from = pick(places);
    const to = pick(places.filter((place) => place !== from));
    const amount = Math.floor(random() * there(from, item, lot));
    if (random() < 0.25) {
      const counted = Math.max(0, there(from, item, lot) + Math.floor(random() * 21) - 10);
      reporter.report('wms', 'stock.counted', {
        item,
        location: from,
        quantity: kilograms(counted),
        ...(lot && { lot }),
      });
      put(from, item, lot, counted);
    } else if (amount > 0) {
      const quantity = kilograms(amount);
      reporter.report('wms', 'stock.moved', {
        item,
        quantity,
        from,
        to,
        ...(lot && { lots: [{ number: lot, quantity }] }),
      });
      put(from, item, lot, there(from, item, lot) - amount);
      put(to, item, lot, there(to, item, lot) + amount);
    }
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      for (const place of places) {
        const sugar = await backend.stockAt(place, loose);
        findings.compare(`sugar at ${place}`, sugar.quantity, there(place, loose, ''));
        const honey = (await backend.stockAt(place, tracked)).byLot;
        for (const lot of lots)
          findings.compare(`honey ${lot} at ${place}`, honey[lot] ?? 0, there(place, tracked, lot));
      }
      return findings.found;
    },
  };
}
