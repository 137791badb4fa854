import type { Case, Fixture } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

/** Soup in lots from two lots of peas. */
const soup: Fixture = {
  products: [
    { name: 'SOUP', tracking: 'lot' },
    { name: 'PEA', tracking: 'lot', cost: 2 },
    { name: 'CAN', cost: 0.3 },
  ],
  boms: [
    {
      product: 'SOUP',
      lines: [
        { product: 'PEA', quantity: 3 },
        { product: 'CAN', quantity: 1 },
      ],
    },
  ],
  stock: [
    { product: 'PEA', quantity: 20, lot: 'P1' },
    { product: 'PEA', quantity: 40, lot: 'P2' },
    { product: 'CAN', quantity: 100 },
  ],
  orders: [{ name: 'MO', product: 'SOUP', quantity: 10 }],
};

export const trackedCases: Case[] = [
  {
    says: 'A lot is made from two lots of a component, other than those reserved',
    fixture: soup,
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: pieces(10),
          lot: { number: n('S1') },
          consumed: [
            {
              item: n('PEA'),
              quantity: pieces(31),
              lots: [
                { number: n('P2'), quantity: pieces(25) },
                { number: n('P1'), quantity: pieces(6) },
              ],
            },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 10,
        lots: ['S1'],
        consumed: [
          {
            product: 'PEA',
            lots: [
              { number: 'P2', quantity: 25 },
              { number: 'P1', quantity: 6 },
            ],
          },
        ],
        warned: true,
      },
    ],
  },
  {
    says: 'Two lots of product are reported one after the other, from what Odoo reserved',
    fixture: soup,
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(4), lot: { number: n('S1') } },
      },
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(6), lot: { number: n('S2') } },
      },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 4, lots: ['S1'], rest: 'backorder' },
      { do: 'make', order: 'MO', quantity: 6, lots: ['S2'] },
    ],
  },
  {
    says: 'Two of three serial numbers are reported, made from serial numbers',
    fixture: {
      products: [
        { name: 'PUMP', tracking: 'serial' },
        { name: 'MOTOR', tracking: 'serial', cost: 50 },
      ],
      boms: [{ product: 'PUMP', lines: [{ product: 'MOTOR', quantity: 1 }] }],
      stock: ['M1', 'M2', 'M3', 'M4'].map((lot) => ({ product: 'MOTOR', quantity: 1, lot })),
      orders: [{ name: 'MO', product: 'PUMP', quantity: 3 }],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: pieces(2),
          serials: [{ number: n('U1') }, { number: n('U2') }],
          consumed: [
            {
              item: n('MOTOR'),
              quantity: pieces(2),
              lots: [
                { number: n('M4'), quantity: pieces(1) },
                { number: n('M2'), quantity: pieces(1) },
              ],
            },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        lots: ['U1', 'U2'],
        consumed: [
          {
            product: 'MOTOR',
            lots: [
              { number: 'M4', quantity: 1 },
              { number: 'M2', quantity: 1 },
            ],
          },
        ],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A lot of product and a lot of a component are scrapped',
    fixture: soup,
    events: (n) => [
      {
        type: 'production.scrapped',
        data: { order: n('MO'), item: n('PEA'), quantity: pieces(2), lot: n('P2') },
      },
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(10), lot: { number: n('S1') } },
      },
      { type: 'production.scrapped', data: { order: n('MO'), quantity: pieces(3), lot: n('S1') } },
    ],
    screens: [
      { do: 'scrap_of_order', order: 'MO', product: 'PEA', quantity: 2, lot: 'P2' },
      { do: 'make', order: 'MO', quantity: 10, lots: ['S1'] },
      { do: 'scrap_of_order', order: 'MO', product: 'SOUP', quantity: 3, lot: 'S1' },
    ],
  },
];
