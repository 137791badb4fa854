import type { Fixture } from '../case.ts';

export const pieces = (value: number) => ({ value, unit: 'C62' });
export const kilograms = (value: number) => ({ value, unit: 'KGM' });

/** A table of one top and four legs, in a warehouse where components are picked before production; with three steps, stored after it. */
export const table = (quantity: number, manufacture: 2 | 3): Fixture => {
  const code = `CM${manufacture}`;
  return {
    warehouses: [{ code, manufacture }],
    products: [{ name: 'TABLE' }, { name: 'TOP', cost: 30 }, { name: 'LEG', cost: 5 }],
    boms: [
      {
        product: 'TABLE',
        lines: [
          { product: 'TOP', quantity: 1 },
          { product: 'LEG', quantity: 4 },
        ],
      },
    ],
    stock: [
      { product: 'TOP', quantity: 100, warehouse: code },
      { product: 'LEG', quantity: 400, warehouse: code },
    ],
    orders: [{ name: 'MO', product: 'TABLE', quantity, warehouse: code }],
  };
};

export const two = { warehouse: 'CM2' };
export const three = { warehouse: 'CM3' };

/** A batch of cheese from lots of milk. */
export const cheese = (manufacture: 2 | 3): Fixture => {
  const code = `CM${manufacture}`;
  return {
    warehouses: [{ code, manufacture }],
    products: [
      { name: 'CHEESE', tracking: 'lot', unit: 'kg' },
      { name: 'MILK', tracking: 'lot', unit: 'kg', cost: 0.5 },
    ],
    boms: [{ product: 'CHEESE', lines: [{ product: 'MILK', quantity: 10 }] }],
    stock: [
      { product: 'MILK', quantity: 300, lot: 'M1', warehouse: code },
      { product: 'MILK', quantity: 300, lot: 'M2', warehouse: code },
    ],
    orders: [{ name: 'MO', product: 'CHEESE', quantity: 40, unit: 'kg', warehouse: code }],
  };
};
