import type { Case } from '../case.ts';
import {
  bought,
  expires,
  expiry,
  inOwnUnit,
  kilograms,
  milk,
  pieces,
  received,
  tenBolts,
} from './purchases.ts';

export const receiptCases: Case[] = [
  {
    says: 'Ten ordered of a supplier arrive as a whole',
    fixture: tenBolts,
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(10) }] })],
    screens: [{ do: 'transfer', of: 'PO' }],
  },
  {
    says: 'Four of ten ordered arrive, and a backorder waits for six',
    fixture: tenBolts,
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }] })],
    screens: [{ do: 'transfer', of: 'PO', lines: [{ product: 'BOLT', quantity: 4 }], rest: 'backorder' }],
  },
  {
    says: 'Four of ten ordered arrive, and no more will come',
    fixture: tenBolts,
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }], final: true })],
    screens: [{ do: 'transfer', of: 'PO', lines: [{ product: 'BOLT', quantity: 4 }], rest: 'none' }],
  },
  {
    says: 'Four and then six of ten ordered arrive',
    fixture: tenBolts,
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }] }),
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(6) }] }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', lines: [{ product: 'BOLT', quantity: 4 }], rest: 'backorder' },
      { do: 'transfer', of: 'PO' },
    ],
  },
  {
    says: 'Twelve of ten ordered arrive',
    fixture: tenBolts,
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(12) }] })],
    screens: [{ do: 'transfer', of: 'PO', lines: [{ product: 'BOLT', quantity: 12 }] }],
  },
  {
    says: 'Of two items that are ordered one arrives',
    fixture: bought(
      [
        { product: 'BOLT', quantity: 10, price: 2 },
        { product: 'NUT', quantity: 20, price: 1 },
      ],
      [{ name: 'BOLT' }, { name: 'NUT' }],
    ),
    events: (n) => [received(n, { lines: [{ item: n('NUT'), quantity: pieces(20) }] })],
    screens: [{ do: 'transfer', of: 'PO', lines: [{ product: 'NUT', quantity: 20 }], rest: 'backorder' }],
  },
  {
    says: 'Two lots that expire arrive',
    fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk]),
    events: (n) => [
      received(n, {
        lines: [
          {
            item: n('MILK'),
            quantity: pieces(10),
            lots: [
              { number: n('L1'), quantity: pieces(7), expiresAt: expiry },
              { number: n('L2'), quantity: pieces(3), expiresAt: expiry },
            ],
          },
        ],
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [
          {
            product: 'MILK',
            lots: [
              { number: 'L1', quantity: 7, expires },
              { number: 'L2', quantity: 3, expires },
            ],
          },
        ],
      },
    ],
  },
  {
    says: 'Two of three pumps arrive by serial number',
    fixture: bought([{ product: 'PUMP', quantity: 3, price: 90 }], [{ name: 'PUMP', tracking: 'serial' }]),
    events: (n) => [
      received(n, {
        lines: [
          { item: n('PUMP'), quantity: pieces(2), serials: [{ number: n('S1') }, { number: n('S2') }] },
        ],
      }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', lines: [{ product: 'PUMP', serials: ['S1', 'S2'] }], rest: 'backorder' },
    ],
  },
  {
    says: '37 eggs of ten dozens that were ordered arrive',
    fixture: bought([{ product: 'EGG', quantity: 10, price: 3, unit: 'Dozens' }], [{ name: 'EGG' }]),
    events: (n) => [received(n, { lines: [{ item: n('EGG'), quantity: pieces(37) }] })],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'EGG', quantity: 37, unit: 'Units' }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Three dozens of 40 eggs that were ordered arrive',
    fixture: bought([{ product: 'EGG', quantity: 40, price: 0.2 }], [{ name: 'EGG' }]),
    events: (n) => [received(n, { lines: [{ item: n('EGG'), quantity: { value: 3, unit: 'DZN' } }] })],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'EGG', quantity: 3, unit: 'Dozens' }],
        rest: 'backorder',
      },
    ],
    meant: [inOwnUnit],
  },
  {
    says: '1512 and then 4 kilograms of three tonnes that were ordered arrive',
    fixture: bought(
      [{ product: 'SUGAR', quantity: 3, price: 900, unit: 'Ton' }],
      [{ name: 'SUGAR', unit: 'kg' }],
    ),
    events: (n) => [
      received(n, { lines: [{ item: n('SUGAR'), quantity: kilograms(1512) }] }),
      received(n, { lines: [{ item: n('SUGAR'), quantity: kilograms(4) }] }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'SUGAR', quantity: 1512, unit: 'kg' }],
        rest: 'backorder',
      },
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'SUGAR', quantity: 4, unit: 'kg' }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Goods arrive at average cost, twice at other prices',
    fixture: {
      categories: [{ name: 'AVCO', cost: 'average', valuation: 'real_time' }],
      products: [{ name: 'BOLT', category: 'AVCO' }],
      purchases: [
        { name: 'PO', partner: 'NORDIC', lines: [{ product: 'BOLT', quantity: 10, price: 2 }] },
        { name: 'PO2', partner: 'NORDIC', lines: [{ product: 'BOLT', quantity: 10, price: 4 }] },
      ],
    },
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(10) }] }),
      {
        type: 'goods.received',
        data: { purchaseOrder: n('PO2'), lines: [{ item: n('BOLT'), quantity: pieces(5) }] },
      },
    ],
    screens: [
      { do: 'transfer', of: 'PO' },
      { do: 'transfer', of: 'PO2', lines: [{ product: 'BOLT', quantity: 5 }], rest: 'backorder' },
    ],
  },
  {
    says: 'Three of ten that arrived are returned by a person, and the supplier sends three more',
    fixture: tenBolts,
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(6) }] }),
      { people: [{ do: 'send_back', of: 'PO', lines: [{ product: 'BOLT', quantity: 3 }] }] },
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }] }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', lines: [{ product: 'BOLT', quantity: 6 }], rest: 'backorder' },
      { do: 'send_back', of: 'PO', lines: [{ product: 'BOLT', quantity: 3 }] },
      { do: 'transfer', of: 'PO' },
    ],
  },
  {
    says: 'Goods arrive and are put on a shelf',
    fixture: bought([{ product: 'BOLT', quantity: 10, price: 2 }], undefined, {
      locations: ['WH/Stock/Certified shelf'],
    }),
    events: (n) => [
      received(n, {
        lines: [{ item: n('BOLT'), quantity: pieces(10) }],
        location: 'WH/Stock/Certified shelf',
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'BOLT', quantity: 10, to: 'WH/Stock/Certified shelf' }],
      },
    ],
  },
  {
    says: 'Two kits of three that were ordered arrive by the name of the kit',
    fixture: bought(
      [{ product: 'SET', quantity: 3, price: 20 }],
      [{ name: 'SET' }, { name: 'CUP' }, { name: 'SAUCER' }],
      {
        boms: [
          {
            product: 'SET',
            kind: 'phantom',
            lines: [
              { product: 'CUP', quantity: 6 },
              { product: 'SAUCER', quantity: 4 },
            ],
          },
        ],
      },
    ),
    events: (n) => [received(n, { lines: [{ item: n('SET'), quantity: pieces(2) }] })],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [
          { product: 'CUP', quantity: 12 },
          { product: 'SAUCER', quantity: 8 },
        ],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'More decimals arrive than Odoo keeps',
    fixture: bought([{ product: 'SUGAR', quantity: 30, price: 1 }], [{ name: 'SUGAR', unit: 'kg' }]),
    events: (n) => [
      received(n, { lines: [{ item: n('SUGAR'), quantity: { value: 12.3456, unit: 'KGM' } }] }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', lines: [{ product: 'SUGAR', quantity: 12.35 }], rest: 'backorder' },
    ],
    warns: /12.3456 kg of .*SUGAR were sent, Odoo keeps 12.35 kg/,
  },
];
