import type { Case, Fixture } from '../case.ts';

/** Flour from grain, both kept in kilograms; the order is in tonnes, of which Odoo keeps two decimals. */
const flour = (tonnes: number): Fixture => ({
  products: [
    { name: 'FLOUR', unit: 'kg' },
    { name: 'GRAIN', unit: 'kg', cost: 2 },
  ],
  boms: [
    {
      product: 'FLOUR',
      unit: 'kg',
      lines: [{ product: 'GRAIN', quantity: 1.5 }],
    },
  ],
  stock: [{ product: 'GRAIN', quantity: 20_000 }],
  orders: [{ name: 'MO', product: 'FLOUR', quantity: tonnes, unit: 'Ton' }],
});

const kilograms = (value: number) => ({ value, unit: 'KGM' });

export const componentUnitCases: Case[] = [
  {
    says: 'A component of the bill in tonnes is consumed in kilograms',
    fixture: {
      ...flour(3),
      boms: [
        {
          product: 'FLOUR',
          unit: 'Ton',
          lines: [{ product: 'GRAIN', quantity: 1.5, unit: 'Ton' }],
        },
      ],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: { value: 1, unit: 'TNE' },
          consumed: [{ item: n('GRAIN'), quantity: kilograms(1512) }],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 1,
        consumed: [{ product: 'GRAIN', quantity: 1512, unit: 'kg' }],
        warned: true,
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A component of the bill in tonnes is issued in small amounts, of two lots',
    fixture: {
      ...flour(1),
      products: [
        { name: 'FLOUR', unit: 'kg' },
        { name: 'GRAIN', unit: 'kg', cost: 2, tracking: 'lot' },
      ],
      boms: [
        {
          product: 'FLOUR',
          unit: 'Ton',
          lines: [{ product: 'GRAIN', quantity: 1.5, unit: 'Ton' }],
        },
      ],
      stock: [
        { product: 'GRAIN', quantity: 1000, lot: 'G1' },
        { product: 'GRAIN', quantity: 2000, lot: 'G2' },
      ],
    },
    events: (n) => [
      ...[3, 4].map((amount) => ({
        type: 'material.consumed',
        data: {
          order: n('MO'),
          item: n('GRAIN'),
          quantity: kilograms(amount),
          lots: [{ number: n('G1'), quantity: kilograms(amount) }],
        },
      })),
      {
        type: 'material.consumed',
        data: {
          order: n('MO'),
          item: n('GRAIN'),
          quantity: kilograms(1504),
          lots: [{ number: n('G2'), quantity: kilograms(1504) }],
        },
      },
      {
        type: 'material.returned',
        data: {
          order: n('MO'),
          item: n('GRAIN'),
          quantity: kilograms(2),
          lots: [{ number: n('G2'), quantity: kilograms(2) }],
        },
      },
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 1, unit: 'TNE' } } },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 1,
        consumed: [
          {
            product: 'GRAIN',
            unit: 'kg',
            lots: [
              { number: 'G1', quantity: 7 },
              { number: 'G2', quantity: 1502 },
            ],
          },
        ],
        warned: true,
      },
    ],
  },
  {
    says: 'A component is issued in pieces where the bill has dozens, and given back',
    fixture: {
      products: [{ name: 'BOX' }, { name: 'EGG', cost: 0.2 }],
      boms: [{ product: 'BOX', lines: [{ product: 'EGG', quantity: 1, unit: 'Dozens' }] }],
      stock: [{ product: 'EGG', quantity: 500 }],
      orders: [{ name: 'MO', product: 'BOX', quantity: 3 }],
    },
    events: (n) => [
      {
        type: 'material.consumed',
        data: { order: n('MO'), item: n('EGG'), quantity: { value: 38, unit: 'C62' } },
      },
      {
        type: 'material.returned',
        data: { order: n('MO'), item: n('EGG'), quantity: { value: 1, unit: 'C62' } },
      },
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 3, unit: 'C62' } } },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 3,
        consumed: [{ product: 'EGG', quantity: 37, unit: 'Units' }],
        warned: true,
      },
    ],
  },
  {
    says: 'Millilitres of a component that is kept in litres are consumed',
    fixture: {
      products: [
        { name: 'PAINT', unit: 'L' },
        { name: 'TINT', unit: 'L', cost: 8 },
      ],
      boms: [{ product: 'PAINT', lines: [{ product: 'TINT', quantity: 0.25 }] }],
      stock: [{ product: 'TINT', quantity: 50 }],
      orders: [{ name: 'MO', product: 'PAINT', quantity: 2 }],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: { value: 2000, unit: 'MLT' },
          consumed: [{ item: n('TINT'), quantity: { value: 480, unit: 'MLT' } }],
        },
      },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 2, consumed: [{ product: 'TINT', quantity: 0.48 }], warned: true },
    ],
  },
];
