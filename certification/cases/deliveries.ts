import type { Case } from '../case.ts';
import { steps } from './purchases.ts';
import { cups, lots, pieces, sets, shipped, sold, tenCups } from './sales.ts';

export const deliveryCases: Case[] = [
  {
    says: 'A delivery of ten leaves as a whole',
    fixture: tenCups,
    events: (n) => [shipped(n, { complete: true })],
    screens: [{ do: 'transfer', of: 'SO' }],
  },
  {
    says: 'Four of a delivery of ten leave, and a backorder waits for six',
    fixture: tenCups,
    events: (n) => [cups(n, 4)],
    screens: [{ do: 'transfer', of: 'SO', lines: [{ product: 'CUP', quantity: 4 }], rest: 'backorder' }],
  },
  {
    says: 'Four of a delivery of ten leave, and no more will',
    fixture: tenCups,
    events: (n) => [cups(n, 4, { final: true })],
    screens: [{ do: 'transfer', of: 'SO', lines: [{ product: 'CUP', quantity: 4 }], rest: 'none' }],
  },
  {
    says: 'Four and then six of a delivery of ten leave',
    fixture: tenCups,
    events: (n) => [cups(n, 4), cups(n, 6)],
    screens: [
      { do: 'transfer', of: 'SO', lines: [{ product: 'CUP', quantity: 4 }], rest: 'backorder' },
      { do: 'transfer', of: 'SO' },
    ],
  },
  {
    says: 'Twelve of a delivery of ten leave',
    fixture: tenCups,
    events: (n) => [cups(n, 12)],
    screens: [{ do: 'transfer', of: 'SO', lines: [{ product: 'CUP', quantity: 12 }] }],
  },
  {
    says: 'Lots other than the reserved one leave',
    fixture: lots,
    events: (n) => [
      shipped(n, {
        lines: [
          {
            item: n('MILK'),
            quantity: pieces(10),
            lots: [
              { number: n('L1'), quantity: pieces(3) },
              { number: n('L2'), quantity: pieces(7) },
            ],
          },
        ],
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [
          {
            product: 'MILK',
            lots: [
              { number: 'L1', quantity: 3 },
              { number: 'L2', quantity: 7 },
            ],
          },
        ],
      },
    ],
  },
  {
    says: 'One of two pumps leaves by serial number',
    fixture: sold([{ product: 'PUMP', quantity: 2 }], {
      products: [{ name: 'PUMP', tracking: 'serial' }],
      stock: [
        { product: 'PUMP', quantity: 1, lot: 'S1' },
        { product: 'PUMP', quantity: 1, lot: 'S2' },
        { product: 'PUMP', quantity: 1, lot: 'S3' },
      ],
    }),
    events: (n) => [
      shipped(n, { lines: [{ item: n('PUMP'), quantity: pieces(1), serials: [n('S3')] }], final: false }),
    ],
    screens: [{ do: 'transfer', of: 'SO', lines: [{ product: 'PUMP', serials: ['S3'] }], rest: 'backorder' }],
  },
  {
    says: '37 eggs of ten dozens that were sold leave',
    fixture: sold([{ product: 'CUP', quantity: 10, unit: 'Dozens' }], {
      stock: [{ product: 'CUP', quantity: 500 }],
    }),
    events: (n) => [cups(n, 37)],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [{ product: 'CUP', quantity: 37, unit: 'Units' }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: '4 kilograms of three tonnes that were sold leave',
    fixture: sold([{ product: 'SUGAR', quantity: 3, unit: 'Ton' }], {
      products: [{ name: 'SUGAR', unit: 'kg' }],
      stock: [{ product: 'SUGAR', quantity: 5000 }],
    }),
    events: (n) => [shipped(n, { lines: [{ item: n('SUGAR'), quantity: { value: 4, unit: 'KGM' } }] })],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [{ product: 'SUGAR', quantity: 4, unit: 'kg' }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A kit leaves as a whole',
    fixture: sets,
    events: (n) => [shipped(n, { complete: true })],
    screens: [{ do: 'transfer', of: 'SO' }],
  },
  {
    says: 'Two of three kits leave by their components',
    fixture: sets,
    events: (n) => [
      shipped(n, {
        lines: [
          { item: n('CUP'), quantity: pieces(12) },
          { item: n('SAUCER'), quantity: pieces(12) },
        ],
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [
          { product: 'CUP', quantity: 12 },
          { product: 'SAUCER', quantity: 12 },
        ],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Two of three kits leave by the name of the kit',
    fixture: sets,
    events: (n) => [shipped(n, { lines: [{ item: n('SET'), quantity: pieces(2) }] })],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [
          { product: 'CUP', quantity: 12 },
          { product: 'SAUCER', quantity: 12 },
        ],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Goods at average cost leave',
    fixture: sold([{ product: 'CUP', quantity: 10 }], {
      categories: [{ name: 'AVCO', cost: 'average', valuation: 'real_time' }],
      products: [{ name: 'CUP', category: 'AVCO', cost: 3, price: 5 }],
    }),
    events: (n) => [cups(n, 10)],
    screens: [{ do: 'transfer', of: 'SO' }],
  },
  {
    says: 'Two of ten that left come back by a person, and leave again',
    fixture: tenCups,
    events: (n) => [
      cups(n, 6),
      { people: [{ do: 'send_back', of: 'SO', lines: [{ product: 'CUP', quantity: 2 }] }] },
      cups(n, 4),
    ],
    screens: [
      { do: 'transfer', of: 'SO', lines: [{ product: 'CUP', quantity: 6 }], rest: 'backorder' },
      { do: 'send_back', of: 'SO', lines: [{ product: 'CUP', quantity: 2 }] },
      { do: 'transfer', of: 'SO' },
    ],
  },
  {
    says: 'A shop orders in pieces and dozens',
    fixture: {
      products: [
        { name: 'CUP', price: 5 },
        { name: 'EGG', price: 1 },
      ],
      // the customer, known by its reference
      sales: [{ name: 'OLD', partner: 'SHOP', lines: [{ product: 'CUP', quantity: 1 }], confirmed: false }],
    },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-1'),
          customer: n('SHOP'),
          lines: [
            { item: n('CUP'), quantity: pieces(3) },
            { item: n('EGG'), quantity: { value: 2, unit: 'DZN' } },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'sell_lines',
        order: 'SHOP-1',
        partner: 'SHOP',
        lines: [
          { product: 'CUP', quantity: 3 },
          { product: 'EGG', quantity: 2, unit: 'Dozens' },
        ],
      },
    ],
  },
  {
    says: 'A shop orders in a warehouse of three steps, at a price of its own',
    fixture: {
      ...steps(3),
      products: [{ name: 'CUP', price: 5 }],
      stock: [{ product: 'CUP', quantity: 10, warehouse: 'ST3' }],
      sales: [{ name: 'OLD', partner: 'SHOP', lines: [{ product: 'CUP', quantity: 1 }], confirmed: false }],
    },
    profile: { warehouse: 'ST3' },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-1'),
          customer: n('SHOP'),
          lines: [{ item: n('CUP'), quantity: pieces(3), unitPrice: { value: 4.5, currency: 'USD' } }],
        },
      },
    ],
    screens: [
      {
        do: 'sell_lines',
        order: 'SHOP-1',
        partner: 'SHOP',
        warehouse: 'ST3',
        lines: [{ product: 'CUP', quantity: 3, price: 4.5 }],
      },
    ],
  },
  {
    says: 'Four kilograms of three tonnes leave where Odoo keeps the unit of the sale',
    fixture: sold([{ product: 'SUGAR', quantity: 3, unit: 'Ton' }], {
      products: [{ name: 'SUGAR', unit: 'kg' }],
      stock: [{ product: 'SUGAR', quantity: 5000 }],
      keepUnits: true,
    }),
    events: (n) => [shipped(n, { lines: [{ item: n('SUGAR'), quantity: { value: 1504, unit: 'KGM' } }] })],
    screens: [
      {
        do: 'transfer',
        of: 'SO',
        lines: [{ product: 'SUGAR', quantity: 1504, unit: 'kg' }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A shop orders 4.5 kilograms in tonnes',
    fixture: {
      products: [{ name: 'SUGAR', price: 1, unit: 'kg' }],
      sales: [{ name: 'OLD', partner: 'SHOP', lines: [{ product: 'SUGAR', quantity: 1 }], confirmed: false }],
    },
    events: (n) => [
      {
        type: 'sales-order.placed',
        data: {
          order: n('SHOP-1'),
          customer: n('SHOP'),
          lines: [{ item: n('SUGAR'), quantity: { value: 0.0045, unit: 'TNE' } }],
        },
      },
    ],
    screens: [
      { do: 'sell_lines', order: 'SHOP-1', partner: 'SHOP', lines: [{ product: 'SUGAR', quantity: 4.5 }] },
    ],
  },
];
