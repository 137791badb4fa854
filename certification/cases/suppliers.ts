import type { Case } from '../case.ts';
import { bought, expires, expiry, kilograms, milk, pieces, received, tenBolts } from './purchases.ts';

const staysAsOrdered = {
  line: /move (BOLT|EGG) Vendors -> WH.Stock part 0 assigned|purchase PO purchase/,
  why: 'The order stays what was agreed: the answer warns, and the buyer gets an activity',
};

/** What suppliers say before goods arrive. */
export const supplierCases: Case[] = [
  {
    says: 'A supplier confirms eight of ten for another day',
    fixture: tenBolts,
    events: (n) => [
      {
        type: 'purchase-order.confirmed',
        data: {
          purchaseOrder: n('PO'),
          supplierReference: n('SO-7'),
          lines: [{ item: n('BOLT'), quantity: pieces(8), promisedAt: '2031-03-01T08:00:00Z' }],
        },
      },
    ],
    screens: [
      {
        do: 'acknowledge',
        order: 'PO',
        reference: 'SO-7',
        lines: [{ product: 'BOLT', quantity: 8, planned: '2031-03-01 08:00:00' }],
      },
    ],
    meant: [staysAsOrdered],
    warns: /BOLT: 8 Units confirmed, 10 Units ordered/,
  },
  {
    says: 'A supplier confirms 30 pieces of an order of two dozens',
    fixture: bought([{ product: 'EGG', quantity: 2, price: 3, unit: 'Dozens' }], [{ name: 'EGG' }]),
    events: (n) => [
      {
        type: 'purchase-order.confirmed',
        data: { purchaseOrder: n('PO'), lines: [{ item: n('EGG'), quantity: pieces(30) }] },
      },
    ],
    screens: [{ do: 'acknowledge', order: 'PO', lines: [{ product: 'EGG', quantity: 2.5 }] }],
    meant: [staysAsOrdered],
    warns: /EGG: 30 Units confirmed, 24 Units ordered/,
  },
  {
    says: 'A shipment that was announced arrives as it was announced',
    fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk]),
    events: (n) => {
      const lines = [
        {
          item: n('MILK'),
          quantity: pieces(6),
          lots: [{ number: n('L1'), quantity: pieces(6), expiresAt: expiry }],
        },
      ];
      return [
        {
          type: 'shipment.announced',
          data: { purchaseOrder: n('PO'), shipment: n('ASN'), expectedAt: '2031-03-01T08:00:00Z', lines },
        },
        received(n, { lines }),
      ];
    },
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [{ product: 'MILK', lots: [{ number: 'L1', quantity: 6, expires }] }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'A supplier confirms 3004 kilograms of an order of three tonnes',
    fixture: bought(
      [{ product: 'SUGAR', quantity: 3, price: 900, unit: 'Ton' }],
      [{ name: 'SUGAR', unit: 'kg' }],
    ),
    events: (n) => [
      {
        type: 'purchase-order.confirmed',
        data: { purchaseOrder: n('PO'), lines: [{ item: n('SUGAR'), quantity: kilograms(3004) }] },
      },
    ],
    screens: [{ do: 'acknowledge', order: 'PO' }],
    meant: [staysAsOrdered],
    warns: /SUGAR: 3004 kg confirmed, 3000 kg ordered/,
  },
  {
    says: 'A supplier confirms ten in two parts for two days',
    fixture: tenBolts,
    events: (n) => [
      {
        type: 'purchase-order.confirmed',
        data: {
          purchaseOrder: n('PO'),
          lines: [
            { item: n('BOLT'), quantity: pieces(4), promisedAt: '2031-03-01T08:00:00Z' },
            { item: n('BOLT'), quantity: pieces(6), promisedAt: '2031-03-05T08:00:00Z' },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'acknowledge',
        order: 'PO',
        lines: [{ product: 'BOLT', quantity: 10, planned: '2031-03-05 08:00:00' }],
      },
    ],
    warns: /BOLT is promised for 2 dates: Odoo keeps the last, 2031-03-05/,
  },
  {
    says: 'A kit is announced as its parts, and arrives',
    fixture: bought(
      [{ product: 'SET', quantity: 5, price: 9 }],
      [{ name: 'SET' }, { name: 'CUP', cost: 2 }, { name: 'SAUCER', cost: 1 }],
      {
        boms: [
          {
            product: 'SET',
            kind: 'phantom',
            lines: [
              { product: 'CUP', quantity: 2 },
              { product: 'SAUCER', quantity: 2 },
            ],
          },
        ],
      },
    ),
    events: (n) => {
      const lines = [{ item: n('SET'), quantity: pieces(3) }];
      return [
        { type: 'shipment.announced', data: { purchaseOrder: n('PO'), shipment: n('ASN'), lines } },
        received(n, { lines }),
      ];
    },
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [
          { product: 'CUP', quantity: 6 },
          { product: 'SAUCER', quantity: 6 },
        ],
        rest: 'backorder',
      },
    ],
  },
];
