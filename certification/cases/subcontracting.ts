import type { Case, Fixture } from '../case.ts';
import { pieces, received } from './purchases.ts';

type Tracking = 'none' | 'lot' | 'serial';

/** Ten cabinets that NORDIC makes of our boards and locks, which lie there. */
const cabinets = (
  given: { made?: Tracking; lock?: Tracking; consumption?: 'flexible' | 'warning' | 'strict' } = {},
): Fixture => ({
  categories: [{ name: 'MADE', cost: 'average' }],
  products: [
    { name: 'CABINET', category: 'MADE', tracking: given.made ?? 'none' },
    { name: 'BOARD', cost: 4 },
    { name: 'LOCK', cost: 3, tracking: given.lock ?? 'none' },
  ],
  boms: [
    {
      product: 'CABINET',
      kind: 'subcontract',
      subcontractor: 'NORDIC',
      ...(given.consumption && { consumption: given.consumption }),
      lines: [
        { product: 'BOARD', quantity: 2 },
        { product: 'LOCK', quantity: 1 },
      ],
    },
  ],
  stock: [
    { product: 'BOARD', quantity: 100, at: 'NORDIC' },
    ...(given.lock === 'lot'
      ? ['LOCKS-1', 'LOCKS-2'].map((lot) => ({ product: 'LOCK', quantity: 50, lot, at: 'NORDIC' }))
      : [{ product: 'LOCK', quantity: 100, at: 'NORDIC' }]),
  ],
  purchases: [{ name: 'PO', partner: 'NORDIC', lines: [{ product: 'CABINET', quantity: 10, price: 25 }] }],
});

const came = (n: (name: string) => string, value: number, more: object = {}) => ({
  item: n('CABINET'),
  quantity: pieces(value),
  ...more,
});
const part = (quantity: number, rest?: 'backorder' | 'none') => ({
  do: 'transfer',
  of: 'PO',
  lines: [{ product: 'CABINET', quantity }],
  ...(rest && { rest }),
});

export const subcontractingCases: Case[] = [
  {
    says: 'All that a subcontractor makes of our components arrives',
    fixture: cabinets(),
    events: (n) => [received(n, { lines: [came(n, 10)] })],
    screens: [{ do: 'transfer', of: 'PO' }],
  },
  {
    says: 'Four and then six of ten arrive from a subcontractor',
    fixture: cabinets(),
    events: (n) => [received(n, { lines: [came(n, 4)] }), received(n, { lines: [came(n, 6)] })],
    screens: [part(4, 'backorder'), { do: 'transfer', of: 'PO' }],
  },
  {
    says: 'Four of ten arrive from a subcontractor, and no more will come',
    fixture: cabinets(),
    events: (n) => [received(n, { lines: [came(n, 4)], final: true })],
    screens: [part(4, 'none')],
  },
  {
    says: 'Twelve of ten arrive from a subcontractor',
    fixture: cabinets(),
    events: (n) => [received(n, { lines: [came(n, 12)] })],
    screens: [part(12)],
  },
  {
    says: 'A subcontractor used more boards than its bill of materials says',
    fixture: cabinets({ consumption: 'flexible' }),
    events: (n) => [
      received(n, { lines: [came(n, 10, { consumed: [{ item: n('BOARD'), quantity: pieces(23) }] })] }),
    ],
    screens: [
      { do: 'subcontracted', of: 'PO', product: 'BOARD', quantity: 23 },
      { do: 'transfer', of: 'PO' },
    ],
  },
  {
    says: 'A subcontractor made two lots and used a lot of locks for each',
    fixture: cabinets({ made: 'lot', lock: 'lot', consumption: 'flexible' }),
    events: (n) => [
      received(n, {
        lines: [
          came(n, 6, {
            lots: [{ number: n('A'), quantity: pieces(6) }],
            consumed: [
              {
                item: n('LOCK'),
                quantity: pieces(6),
                lots: [{ number: n('LOCKS-2'), quantity: pieces(6) }],
              },
            ],
          }),
          came(n, 4, {
            lots: [{ number: n('B'), quantity: pieces(4) }],
            consumed: [
              {
                item: n('LOCK'),
                quantity: pieces(4),
                lots: [{ number: n('LOCKS-1'), quantity: pieces(4) }],
              },
            ],
          }),
        ],
      }),
    ],
    screens: [
      {
        do: 'fill_transfer',
        of: 'PO',
        lines: [
          {
            product: 'CABINET',
            quantity: 10,
            lots: [
              { number: 'A', quantity: 6 },
              { number: 'B', quantity: 4 },
            ],
          },
        ],
      },
      {
        do: 'subcontracted',
        of: 'PO',
        made: 'A',
        product: 'LOCK',
        lots: [{ number: 'LOCKS-2', quantity: 6 }],
      },
      {
        do: 'subcontracted',
        of: 'PO',
        made: 'B',
        product: 'LOCK',
        lots: [{ number: 'LOCKS-1', quantity: 4 }],
      },
      { do: 'transfer', of: 'PO' },
    ],
  },
  {
    says: 'A subcontractor made three serial numbers of ten',
    fixture: cabinets({ made: 'serial' }),
    events: (n) => [
      received(n, {
        lines: [came(n, 3, { serials: ['S1', 'S2', 'S3'].map((number) => ({ number: n(number) })) })],
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'CABINET', quantity: 3, serials: ['S1', 'S2', 'S3'] }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Components that do not lie at the subcontractor are refused, where stock may not be negative',
    fixture: { ...cabinets(), stock: [{ product: 'BOARD', quantity: 5, at: 'NORDIC' }] },
    profile: { negativeStock: 'refuse' },
    events: (n) => [received(n, { lines: [came(n, 4)] })],
    screens: [],
    refused: 'insufficient-stock',
  },
];
