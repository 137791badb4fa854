import type { Fixture } from '../case.ts';

import { steps } from './purchases.ts';

export const pieces = (value: number) => ({ value, unit: 'C62' });

type Sale = NonNullable<Fixture['sales']>[number];

export const sold = (lines: Sale['lines'], more: Fixture & { warehouse?: string } = {}): Fixture => {
  const { warehouse, ...others } = more;
  return {
    products: [{ name: 'CUP', cost: 2, price: 5 }],
    stock: [{ product: 'CUP', quantity: 100, ...(warehouse && { warehouse }) }],
    sales: [{ name: 'SO', partner: 'SHOP', lines, delivery: 'OUT', ...(warehouse && { warehouse }) }],
    ...others,
  };
};
export const tenCups = sold([{ product: 'CUP', quantity: 10 }]);
export const cupsIn = (count: 2 | 3) =>
  sold([{ product: 'CUP', quantity: 10 }], { ...steps(count), warehouse: `ST${count}` });

export const shipped = (n: (name: string) => string, data: Record<string, unknown>) => ({
  type: 'shipment.confirmed',
  data: { delivery: n('OUT'), ...data },
});
export const cups = (n: (name: string) => string, quantity: number, more: Record<string, unknown> = {}) =>
  shipped(n, { lines: [{ item: n('CUP'), quantity: pieces(quantity) }], ...more });

/** Screens: the steps of a chain, one transfer each. */
export const through = (
  names: string[],
  lines?: { product: string; [more: string]: unknown }[],
  rest?: 'backorder' | 'none',
) =>
  names.map((step, index) => ({
    do: 'transfer',
    of: 'SO',
    step,
    ...(lines && index === 0 && { lines }),
    ...(rest && index === 0 && { rest }),
  }));

export const sets: Fixture = {
  products: [
    { name: 'SET', price: 30 },
    { name: 'CUP', cost: 2 },
    { name: 'SAUCER', cost: 1 },
  ],
  boms: [
    {
      product: 'SET',
      kind: 'phantom',
      lines: [
        { product: 'CUP', quantity: 6 },
        { product: 'SAUCER', quantity: 6 },
      ],
    },
  ],
  stock: [
    { product: 'CUP', quantity: 100 },
    { product: 'SAUCER', quantity: 100 },
  ],
  sales: [{ name: 'SO', partner: 'SHOP', lines: [{ product: 'SET', quantity: 3 }], delivery: 'OUT' }],
};
export const lots: Fixture = sold([{ product: 'MILK', quantity: 10 }], {
  products: [{ name: 'MILK', tracking: 'lot', cost: 1 }],
  stock: [
    { product: 'MILK', quantity: 10, lot: 'L1' },
    { product: 'MILK', quantity: 10, lot: 'L2' },
  ],
});
