import type { Case, Fixture, Item } from '../case.ts';

const kilograms = (value: number) => ({ value, unit: 'KGM' });

/** Cheese from milk, with whey beside it that carries a fifth of the cost. */
const cheese = (whey: Partial<Item> = {}, milk: Partial<Item> = {}): Fixture => ({
  categories: [{ name: 'AVERAGE', cost: 'average' }],
  products: [
    { name: 'CHEESE', unit: 'kg', category: 'AVERAGE' },
    { name: 'WHEY', unit: 'kg', category: 'AVERAGE', ...whey },
    { name: 'MILK', unit: 'kg', cost: 1, ...milk },
  ],
  boms: [
    {
      product: 'CHEESE',
      lines: [{ product: 'MILK', quantity: 10 }],
      byproducts: [{ product: 'WHEY', quantity: 8, cost_share: 20 }],
    },
  ],
  stock: [{ product: 'MILK', quantity: 1000 }],
  orders: [{ name: 'MO', product: 'CHEESE', quantity: 20 }],
});

export const byproductCases: Case[] = [
  {
    says: 'A by-product that nothing is said of comes as the bill has it, with its share of the cost',
    fixture: cheese(),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(20) } }],
    screens: [{ do: 'make', order: 'MO', quantity: 20 }],
  },
  {
    says: 'A part is reported, and with it the by-product as it was weighed',
    fixture: cheese(),
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(5),
          byProducts: [{ item: n('WHEY'), quantity: kilograms(39.5) }],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 5,
        byproducts: [{ product: 'WHEY', quantity: 39.5 }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A by-product by lot is reported in two parts',
    fixture: cheese({ tracking: 'lot' }),
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(5),
          byProducts: [{ item: n('WHEY'), quantity: kilograms(41), lot: { number: n('W1') } }],
        },
      },
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(15),
          byProducts: [{ item: n('WHEY'), quantity: kilograms(118), lot: { number: n('W2') } }],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 5,
        byproducts: [{ product: 'WHEY', lots: [{ number: 'W1', quantity: 41 }] }],
        rest: 'backorder',
      },
      {
        do: 'make',
        order: 'MO',
        quantity: 15,
        byproducts: [{ product: 'WHEY', lots: [{ number: 'W2', quantity: 118 }] }],
      },
    ],
  },
  {
    says: 'A by-product by lot that the report does not name is refused',
    fixture: cheese({ tracking: 'lot' }),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(20) } }],
    screens: [],
    refused: 'lot-required',
  },
  {
    says: 'By-products by serial number are reported',
    fixture: {
      categories: [{ name: 'AVERAGE', cost: 'average' }],
      products: [
        { name: 'PART', category: 'AVERAGE' },
        { name: 'CORE', category: 'AVERAGE', tracking: 'serial' },
        { name: 'UNIT', cost: 40 },
      ],
      boms: [
        {
          product: 'PART',
          lines: [{ product: 'UNIT', quantity: 1 }],
          byproducts: [{ product: 'CORE', quantity: 1, cost_share: 10 }],
        },
      ],
      stock: [{ product: 'UNIT', quantity: 10 }],
      orders: [{ name: 'MO', product: 'PART', quantity: 2 }],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: { value: 2, unit: 'C62' },
          byProducts: [
            {
              item: n('CORE'),
              quantity: { value: 2, unit: 'C62' },
              serials: [{ number: n('C1') }, { number: n('C2') }],
            },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 2,
        byproducts: [
          {
            product: 'CORE',
            lots: [
              { number: 'C1', quantity: 1 },
              { number: 'C2', quantity: 1 },
            ],
          },
        ],
      },
    ],
  },
  {
    says: 'A by-product that the order does not have is refused',
    fixture: cheese(),
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(20),
          byProducts: [{ item: n('MILK'), quantity: kilograms(1) }],
        },
      },
    ],
    screens: [],
    refused: 'item-not-on-order',
  },
  {
    says: 'A by-product of the bill in tonnes is reported in kilograms',
    fixture: {
      ...cheese(),
      boms: [
        {
          product: 'CHEESE',
          lines: [{ product: 'MILK', quantity: 10 }],
          byproducts: [{ product: 'WHEY', quantity: 0.01, unit: 'Ton', cost_share: 20 }],
        },
      ],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(20),
          byProducts: [{ item: n('WHEY'), quantity: kilograms(154) }],
        },
      },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 20, byproducts: [{ product: 'WHEY', quantity: 154, unit: 'kg' }] },
    ],
  },
];
