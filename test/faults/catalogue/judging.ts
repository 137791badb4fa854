import { type Chapter, Findings, Reporter, type Scene, uom, warehouse } from './chapter.ts';

/** Quality events about goods in stock: one lot is held and released again, one fails, one gets a nonconformance. */
export async function judging({ backend, run }: Scene): Promise<Chapter> {
  const item = `${run}-BABYFOOD`;
  const [free, failed, odd] = ['F', 'X', 'O'].map((name) => `${run}-${name}`) as [string, string, string];
  await backend.seed({
    warehouses: [warehouse],
    items: [{ code: item, name: item, uom, tracking: 'lot' }],
    stock: [free, failed, odd].map((lot) => ({ warehouse: 'OSL', item, quantity: 100, lot })),
  });
  const began = Date.now() - 3600_000;
  const reporter = new Reporter(`${run}-Q`, began);
  const at = (minutes: number) => new Date(began + minutes * 60_000).toISOString();
  reporter.report('lab', 'lot.held', { item, lot: free }, at(1));
  reporter.report('lab', 'lot.inspected', { item, lot: free, verdict: 'pending' }, at(2));
  reporter.report('lab', 'lot.released', { item, lot: free }, at(3));
  reporter.report('lab', 'lot.inspected', { item, lot: failed, verdict: 'fail' }, at(4));
  reporter.report('lab', 'nonconformance.raised', { item, lot: odd, title: 'Smells odd' }, at(5));
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      const lies = async (place: string) => (await backend.stockAt(place, item)).byLot;
      findings.compare('baby food in stock', await lies('OSL/Stock'), { [free]: 100 });
      findings.compare('baby food that is held', await lies('OSL/Quality hold'), {
        [failed]: 100,
        [odd]: 100,
      });
      return findings.found;
    },
  };
}
