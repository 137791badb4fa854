import type { Case, Fixture } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

/** A table of one top and four legs, without operations. */
const table = (quantity: number): Fixture => ({
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
    { product: 'TOP', quantity: 100 },
    { product: 'LEG', quantity: 400 },
  ],
  orders: [{ name: 'MO', product: 'TABLE', quantity }],
});

/** The same with two operations of 60 and 20 minutes at a centre of 36 an hour. */
const worked = (quantity: number): Fixture => {
  const plain = table(quantity);
  return {
    ...plain,
    workcenters: [{ name: 'BENCH', hourly: 36 }],
    boms: [
      {
        product: 'TABLE',
        lines: [
          { product: 'TOP', quantity: 1 },
          { product: 'LEG', quantity: 4 },
        ],
        operations: [
          { name: 'Assemble', workcenter: 'BENCH', minutes: 60 },
          { name: 'Polish', workcenter: 'BENCH', minutes: 20 },
        ],
      },
    ],
  };
};

export const productionCases: Case[] = [
  {
    says: 'An order of ten is reported as a whole',
    fixture: table(10),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } }],
    screens: [{ do: 'produce', order: 'MO', quantity: 10 }],
  },
  {
    says: 'Four of ten are reported and the rest becomes a backorder',
    fixture: table(10),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } }],
    screens: [{ do: 'produce', order: 'MO', quantity: 4, rest: 'backorder' }],
  },
  {
    says: 'Four of ten are reported as final and the rest is not made',
    fixture: table(10),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4), final: true } },
    ],
    screens: [{ do: 'produce', order: 'MO', quantity: 4, rest: 'close' }],
  },
  {
    says: 'Twelve of ten are reported',
    fixture: table(10),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(12) } }],
    screens: [{ do: 'produce', order: 'MO', quantity: 12 }],
  },
  {
    says: 'An order with untimed operations is reported in two parts',
    fixture: worked(4),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(1) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(3) } },
    ],
    screens: [
      { do: 'produce', order: 'MO', quantity: 1, rest: 'backorder' },
      { do: 'produce', order: 'MO', quantity: 3 },
    ],
  },
  {
    says: 'Components other than the BOM are consumed',
    fixture: table(10),
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(10), consumed: [{ item: n('LEG'), quantity: pieces(43) }] },
      },
    ],
    screens: [{ do: 'produce', order: 'MO', quantity: 10, consumed: [{ product: 'LEG', quantity: 43 }] }],
  },
];
