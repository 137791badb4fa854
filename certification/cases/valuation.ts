import type { Case } from '../case.ts';
import {
  ago,
  begins,
  corrected,
  gadgets,
  type Method,
  produce,
  receive,
  received,
  reported,
} from './gadgets.ts';

/** The same for each costing method and valuation. */
const everyMethod = (
  says: (words: string) => string,
  rest: (cost: Method, valuation: 'periodic' | 'real_time') => Omit<Case, 'says' | 'begins'>,
): Case[] =>
  (['average', 'fifo', 'standard'] as const).flatMap((cost) =>
    (['periodic', 'real_time'] as const).map((valuation) => ({
      says: says(`${cost} cost, ${valuation === 'periodic' ? 'periodic' : 'perpetual'}`),
      begins,
      ...rest(cost, valuation),
    })),
  );

export const valuationCases: Case[] = [
  ...everyMethod(
    (words) => `Events of past days arrive in the order of time (${words})`,
    (cost, valuation) => ({
      fixture: gadgets(cost, valuation),
      events: (n) => [
        received(n, 'PO10', ago(20)),
        reported(n, 'MO1', ago(18)),
        received(n, 'PO20', ago(16)),
        reported(n, 'MO2', ago(14)),
      ],
      screens: [
        receive('PO10', ago(20)),
        produce('MO1', ago(18)),
        receive('PO20', ago(16)),
        produce('MO2', ago(14)),
      ],
    }),
  ),
  ...everyMethod(
    (words) => `A report from between two receipts arrives after both (${words})`,
    (cost, valuation) => ({
      fixture: gadgets(cost, valuation),
      events: (n) => [
        received(n, 'PO10', ago(20)),
        received(n, 'PO20', ago(10)),
        reported(n, 'MO1', ago(15)),
      ],
      screens: [receive('PO10', ago(20)), produce('MO1', ago(15)), receive('PO20', ago(10))],
    }),
  ),
  ...everyMethod(
    (words) => `A receipt arrives after the report that used its goods (${words})`,
    (cost, valuation) => ({
      fixture: gadgets(cost, valuation),
      events: (n) => [
        received(n, 'PO20', ago(18)),
        reported(n, 'MO1', ago(10), 5),
        received(n, 'PO10', ago(20)),
      ],
      ...(cost !== 'standard' && { warns: corrected }),
      screens: [receive('PO10', ago(20)), receive('PO20', ago(18)), produce('MO1', ago(10))],
    }),
  ),
  ...everyMethod(
    (words) => `A late report changes what a later one cost (${words})`,
    (cost, valuation) => ({
      fixture: gadgets(cost, valuation),
      events: (n) => [
        received(n, 'PO10', ago(20)),
        received(n, 'PO20', ago(15)),
        received(n, 'PO50', ago(12)),
        reported(n, 'MO2', ago(10)),
        reported(n, 'MO1', ago(17), 3),
      ],
      ...(cost !== 'standard' && { warns: corrected }),
      screens: [
        receive('PO10', ago(20)),
        produce('MO1', ago(17), 3, 'backorder'),
        receive('PO20', ago(15)),
        receive('PO50', ago(12)),
        produce('MO2', ago(10)),
      ],
    }),
  ),
  {
    says: 'A late receipt changes a subassembly, and the product that it went into',
    begins,
    fixture: {
      ...gadgets('average', 'real_time'),
      products: [
        { name: 'PART', category: 'CAT' },
        { name: 'GADGET', category: 'CAT' },
        { name: 'MACHINE', category: 'CAT' },
      ],
      boms: [
        { product: 'GADGET', lines: [{ product: 'PART', quantity: 2 }] },
        { product: 'MACHINE', lines: [{ product: 'GADGET', quantity: 1 }] },
      ],
      orders: [
        { name: 'MO1', product: 'GADGET', quantity: 5 },
        { name: 'MO2', product: 'MACHINE', quantity: 2 },
      ],
    },
    events: (n) => [
      received(n, 'PO20', ago(20)),
      reported(n, 'MO1', ago(15)),
      reported(n, 'MO2', ago(10), 2),
      received(n, 'PO10', ago(18)),
    ],
    warns: corrected,
    screens: [
      receive('PO20', ago(20)),
      receive('PO10', ago(18)),
      produce('MO1', ago(15)),
      produce('MO2', ago(10), 2),
    ],
  },
  {
    says: 'A late report of an order with a by-product shares its cost',
    begins,
    fixture: {
      ...gadgets('average'),
      products: [
        { name: 'PART', category: 'CAT' },
        { name: 'GADGET', category: 'CAT' },
        { name: 'CHIPS', category: 'CAT' },
      ],
      boms: [
        {
          product: 'GADGET',
          lines: [{ product: 'PART', quantity: 2 }],
          byproducts: [{ product: 'CHIPS', quantity: 1, cost_share: 10 }],
        },
      ],
    },
    events: (n) => [
      received(n, 'PO10', ago(20)),
      received(n, 'PO20', ago(15)),
      reported(n, 'MO2', ago(10)),
      reported(n, 'MO1', ago(17), 3),
    ],
    warns: corrected,
    screens: [
      receive('PO10', ago(20)),
      produce('MO1', ago(17), 3, 'backorder'),
      receive('PO20', ago(15)),
      produce('MO2', ago(10)),
    ],
  },
  {
    says: 'A report from before a change of the standard cost arrives after it',
    begins,
    fixture: gadgets('standard', 'real_time'),
    events: (n) => [
      received(n, 'PO10', ago(20)),
      { people: [{ do: 'set_cost', product: 'PART', cost: 14, at: ago(12) }] },
      reported(n, 'MO1', ago(15)),
    ],
    screens: [
      receive('PO10', ago(20)),
      produce('MO1', ago(15)),
      { do: 'set_cost', product: 'PART', cost: 14, at: ago(12) },
    ],
  },
  {
    says: 'A report from before an average cost was set by hand arrives after it',
    begins,
    fixture: gadgets('average'),
    events: (n) => [
      received(n, 'PO20', ago(20)),
      { people: [{ do: 'set_cost', product: 'PART', cost: 14, at: ago(12) }] },
      reported(n, 'MO1', ago(15), 3),
      reported(n, 'MO2', ago(11), 1),
    ],
    screens: [
      receive('PO20', ago(20)),
      produce('MO1', ago(15), 3, 'backorder'),
      { do: 'set_cost', product: 'PART', cost: 14, at: ago(12) },
      produce('MO2', ago(11), 1, 'backorder'),
    ],
  },
  {
    says: 'A person receives goods between two late reports',
    begins,
    fixture: gadgets('average', 'real_time'),
    events: (n) => [
      received(n, 'PO10', ago(20)),
      { people: [receive('PO20', ago(15))] },
      reported(n, 'MO2', ago(13), 2),
      reported(n, 'MO1', ago(17), 3),
    ],
    warns: corrected,
    screens: [
      receive('PO10', ago(20)),
      produce('MO1', ago(17), 3, 'backorder'),
      receive('PO20', ago(15)),
      produce('MO2', ago(13), 2, 'backorder'),
    ],
  },
  {
    says: 'The second part of an order is reported before the first',
    begins,
    fixture: gadgets('fifo', 'real_time'),
    events: (n) => [
      received(n, 'PO10', ago(20)),
      received(n, 'PO20', ago(15)),
      reported(n, 'MO1', ago(10), 2),
      reported(n, 'MO2', ago(16), 4),
      reported(n, 'MO1', ago(17), 3),
    ],
    warns: corrected,
    screens: [
      receive('PO10', ago(20)),
      produce('MO1', ago(17), 3, 'backorder'),
      produce('MO2', ago(16), 4, 'backorder'),
      receive('PO20', ago(15)),
      produce('MO1', ago(10), 2),
    ],
    meant: [
      {
        line: /^(screens|events): .*(MO1| part [12] )/,
        why: 'Odoo numbers the parts of an order as they are booked',
      },
    ],
  },
];
