import type { Fixture } from '../case.ts';

/**
 * Late events: the screens do the same steps in the order in which they happened, the events arrive in another order.
 * What is not about time begins with the same dates, so that values and dates are compared to the minute.
 */

export const pieces = (value: number) => ({ value, unit: 'C62' });
const dayMs = 86_400_000;

/** So many days before the run, at this hour of UTC. */
export const ago = (days: number, hour = 10): string =>
  new Date(Math.floor(Date.now() / dayMs) * dayMs - days * dayMs + hour * 3_600_000)
    .toISOString()
    .replace('.000', '');

export const begins = ago(28);

export type Method = 'standard' | 'average' | 'fifo';

const purchase = (name: string, quantity: number, price: number) => ({
  name,
  partner: 'NORDIC',
  lines: [{ product: 'PART', quantity, price }],
});

/** A gadget of two parts; parts are bought at 10, at 20 and at 50. */
export const gadgets = (cost: Method, valuation: 'periodic' | 'real_time' = 'periodic'): Fixture => ({
  categories: [{ name: 'CAT', cost, valuation }],
  products: [
    { name: 'PART', category: 'CAT', ...(cost === 'standard' && { cost: 10 }) },
    { name: 'GADGET', category: 'CAT', ...(cost === 'standard' && { cost: 25 }) },
  ],
  boms: [{ product: 'GADGET', lines: [{ product: 'PART', quantity: 2 }] }],
  orders: [
    { name: 'MO1', product: 'GADGET', quantity: 5 },
    { name: 'MO2', product: 'GADGET', quantity: 5 },
  ],
  purchases: [purchase('PO10', 10, 10), purchase('PO20', 10, 20), purchase('PO50', 10, 50)],
});

export type N = (name: string) => string;

export const received = (n: N, order: string, time: string, quantity = 10) => ({
  type: 'goods.received',
  time,
  data: { purchaseOrder: n(order), lines: [{ item: n('PART'), quantity: pieces(quantity) }] },
});
export const reported = (n: N, order: string, time: string, quantity = 5) => ({
  type: 'production.reported',
  time,
  data: { order: n(order), quantity: pieces(quantity) },
});
export const receive = (of: string, at: string) => ({ do: 'transfer', of, at });
export const produce = (order: string, at: string, quantity = 5, rest?: 'backorder') => ({
  do: 'produce',
  order,
  quantity,
  at,
  ...(rest && { rest }),
});

/** The warning about later moves that the event changes. */
export const corrected =
  /later moves? of .* (was|were) valued again, which changes the value of the stock by/;
