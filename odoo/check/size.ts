import { type Finding, findingsAbout } from './finding.ts';
import type { Look } from './look.ts';

const { works, care } = findingsAbout('size');

const counted = [
  ['mrp.production', [['state', 'in', ['confirmed', 'progress', 'to_close']]], 'open production orders'],
  ['purchase.order', [['state', '=', 'purchase']], 'confirmed purchase orders'],
  ['sale.order', [['state', '=', 'sale']], 'confirmed sales orders'],
  ['stock.picking', [['state', 'not in', ['done', 'cancel', 'draft']]], 'open transfers'],
  ['stock.quant', [], 'quants'],
  ['stock.move', [], 'stock moves'],
  ['stock.lot', [], 'lots'],
  ['product.product', [], 'products'],
  ['res.partner', [], 'contacts'],
] as const;

/** Calls whose time is taken, one after the other. */
const calls = 7;
/** Milliseconds of a call that does nothing, from which on queues are slow. */
const slow = 500;
/** Quants of one database that were measured; beyond, nobody knows. */
const measuredQuants = 1_000_000;

export const sizeIn = async (look: Look, clock: () => number): Promise<Finding[]> => {
  const sizes: [string, number][] = [];
  for (const [model, domain, title] of counted)
    if (await look.has(model)) sizes.push([title, await look.count(model, [...domain])]);
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const before = clock();
    await look.ask('res.users', 'context_get');
    times.push(clock() - before);
  }
  const median = Math.round(times.toSorted((a, b) => a - b)[Math.floor(calls / 2)] ?? 0);
  const said = sizes.map(([title, count]) => `${count} ${title}`).join(', ');
  const quants = sizes.find(([title]) => title === 'quants')?.[1] ?? 0;
  return [
    quants > measuredQuants
      ? care(
          said,
          'Nobody has run the gateway on so many quants: certify it on a copy and look at the times.',
        )
      : works(said),
    median > slow
      ? care(
          `a call that does nothing takes ${median} ms from here`,
          'Look at Odoo’s workers and the way to it: a booking takes some 100 ms more than that.',
        )
      : works(`a call that does nothing takes ${median} ms from here`),
  ];
};
