import type { Case, Fixture, ScreenStep } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

const table: Fixture = {
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
  orders: [{ name: 'MO', product: 'TABLE', quantity: 10 }],
};

const split = (...quantities: number[]): ScreenStep => ({ do: 'split', order: 'MO', quantities });

/** An order of ten that people split, and then reports. */
const reports = (quantities: number[], ...reported: { made: number; final?: boolean }[]): Case['events'] => {
  return (n) => [
    { people: [split(...quantities)] },
    ...reported.map(({ made, final = false }) => ({
      type: 'production.reported',
      data: { order: n('MO'), quantity: pieces(made), final },
    })),
  ];
};

export const splitCases: Case[] = [
  {
    says: 'An order that people split in six and four is reported in these parts',
    fixture: table,
    events: reports([6, 4], { made: 6 }, { made: 4 }),
    screens: [
      split(6, 4),
      { do: 'make', order: 'MO', part: 1, quantity: 6 },
      { do: 'make', order: 'MO', part: 2, quantity: 4 },
    ],
  },
  {
    says: 'Of a part of six, four are reported, and then the rest of the order',
    fixture: table,
    events: reports([6, 4], { made: 4 }, { made: 2 }, { made: 4 }),
    screens: [
      split(6, 4),
      { do: 'make', order: 'MO', part: 1, quantity: 4, rest: 'backorder' },
      { do: 'make', order: 'MO', part: 2, quantity: 2, rest: 'backorder' },
      { do: 'make', order: 'MO', part: 3, quantity: 4 },
      { do: 'cancel_order', order: 'MO', part: 4 },
    ],
  },
  {
    says: 'Eight are reported on a part of six: the other part has two less to make',
    fixture: table,
    events: reports([6, 4], { made: 8 }),
    screens: [
      split(6, 4),
      { do: 'make', order: 'MO', part: 1, quantity: 8 },
      { do: 'change_quantity', order: 'MO', part: 2, quantity: 2 },
    ],
  },
  {
    says: 'All ten are reported on a part of six: nothing is left to make',
    fixture: table,
    events: reports([6, 4], { made: 10 }),
    screens: [
      split(6, 4),
      { do: 'make', order: 'MO', part: 1, quantity: 10 },
      { do: 'cancel_order', order: 'MO', part: 2 },
    ],
  },
  {
    says: 'Nine are reported on the first of three parts: the second is not made, the third is one less',
    fixture: table,
    events: reports([4, 3, 3], { made: 8 }),
    screens: [
      split(4, 3, 3),
      { do: 'make', order: 'MO', part: 1, quantity: 8 },
      { do: 'cancel_order', order: 'MO', part: 2 },
      { do: 'change_quantity', order: 'MO', part: 3, quantity: 2 },
    ],
  },
  {
    says: 'The last report of an order that people split closes all its parts',
    fixture: table,
    events: reports([6, 4], { made: 5, final: true }),
    screens: [
      split(6, 4),
      { do: 'make', order: 'MO', part: 1, quantity: 5, rest: 'close' },
      { do: 'cancel_order', order: 'MO', part: 2 },
    ],
  },
  {
    says: 'An order in backorders is split by people and overproduced',
    fixture: table,
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(2) } },
      { people: [split(5, 3)] },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(7) } },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 2, rest: 'backorder' },
      split(5, 3),
      { do: 'make', order: 'MO', part: 2, quantity: 7 },
      { do: 'change_quantity', order: 'MO', part: 3, quantity: 1 },
    ],
  },
];
