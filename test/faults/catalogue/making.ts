import { type Chapter, Findings, kilograms, Reporter, type Scene, uom, warehouse } from './chapter.ts';

const orders = 6;
const minute = 60_000;

/**
 * Orders of an operation each: started, paused, finished, labour, counters, issues and returns; some are made in one
 * go, some in two parts. Components go by what was issued and not given back.
 */
export async function making({ backend, run, random }: Scene): Promise<Chapter> {
  const [product, milk] = [`${run}-CHEESE`, `${run}-MILK`];
  const names = Array.from({ length: orders }, (_, index) => `OSL/MO/${run}-${index}`);
  const machine = (index: number) => `${run}-VAT-${index % 3}`;
  await backend.seed({
    warehouses: [warehouse],
    workCenters: [0, 1, 2].map((index) => ({ code: machine(index), name: `Vat ${run} ${index}` })),
    items: [product, milk].map((code) => ({ code, name: code, uom, tracking: 'none' as const })),
    boms: [0, 1, 2].slice(0, 1).map(() => ({
      item: product,
      quantity: 1,
      components: [{ item: milk, quantity: 2 }],
      operations: [{ name: 'Stir', workCenter: machine(0), minutes: 30 }],
    })),
    stock: [{ warehouse: 'OSL', item: milk, quantity: 10_000 }],
    orders: names.map((name) => ({ name, warehouse: 'OSL', item: product, quantity: 20 })),
  });
  const began = Date.now() - 3 * 3600_000;
  const reporter = new Reporter(run, began);
  const parts = new Map<string, { produced: number; milk: number }[]>();
  const times = new Map<string, [string, string][]>();
  for (const [index, order] of names.entries()) {
    const at = (minutes: number) => new Date(began + index * minute + minutes * minute).toISOString();
    const short = (minutes: number) => at(minutes).slice(0, 19).replace('T', ' ');
    const here = { order, operation: 'Stir' };
    const pieces = (value: number) => ({ order, item: milk, quantity: kilograms(value) });
    const labor = (from: number, to: number) => {
      reporter.report('mes', 'labor.reported', {
        ...here,
        startedAt: at(from),
        endedAt: at(to),
        person: 'Kari',
      });
      times.set(order, [...(times.get(order) ?? []), [short(from), short(to)]]);
    };
    const issued = [12 + Math.floor(random() * 9), 3 + Math.floor(random() * 5)];
    const back = 1 + Math.floor(random() * 3);
    const inTwo = index % 2 === 1;
    if (!inTwo) {
      reporter.report('mes', 'work-order.started', here, at(0));
      reporter.report('mes', 'work-order.paused', { ...here, reason: 'CLEANING' }, at(10));
      reporter.report('mes', 'work-order.started', here, at(15));
      times.set(order, [
        [short(0), short(10)],
        [short(15), short(50)],
      ]);
    }
    for (const value of issued) reporter.report('mes', 'material.consumed', pieces(value), at(16));
    reporter.report('mes', 'material.returned', pieces(back), at(20));
    labor(20, 35);
    labor(30, 42);
    for (const count of [4, 9, 15])
      reporter.report(
        'mes',
        'machine.counted',
        { machine: machine(0), order, count: kilograms(count) },
        at(40),
      );
    const used = issued.reduce((sum, value) => sum + value, 0) - back;
    if (inTwo) {
      reporter.report('mes', 'production.reported', { order, quantity: kilograms(8) }, at(45));
      reporter.report('mes', 'material.consumed', pieces(25), at(46));
    } else reporter.report('mes', 'work-order.finished', here, at(50));
    const rest = inTwo ? 12 : 20;
    reporter.report('mes', 'production.reported', { order, quantity: kilograms(rest), final: true }, at(60));
    reporter.report('mes', 'production.scrapped', { order, quantity: kilograms(1) }, at(61));
    const made = inTwo ? [{ produced: 8, milk: used }] : [];
    parts.set(order, [...made, { produced: rest, milk: inTwo ? 25 : used }]);
  }
  return {
    sendings: reporter.sendings,
    async differences() {
      const findings = new Findings();
      let consumed = 0;
      for (const order of names) {
        const family = (await backend.orderFamily(order)).filter(({ state }) => state === 'done');
        const expected = parts.get(order) ?? [];
        findings.compare(
          `parts of ${order}`,
          family.map((part) => ({ produced: part.produced, milk: part.consumed[milk] })),
          expected,
        );
        consumed += expected.reduce((sum, part) => sum + part.milk, 0);
        const rows = (await backend.workTimes(order)).map(({ start, end }) => [start, end]);
        findings.compare(`times of ${order}`, rows.sort(), (times.get(order) ?? []).sort());
      }
      findings.compare('milk', (await backend.onHand('OSL', milk)).quantity, 10_000 - consumed);
      findings.compare('cheese', (await backend.onHand('OSL', product)).quantity, orders * 19);
      return findings.found;
    },
  };
}
