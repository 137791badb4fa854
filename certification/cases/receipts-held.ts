import type { Case, CaseEvent } from '../case.ts';
import {
  bought,
  expires,
  held,
  inSteps,
  lot,
  milk,
  movedThere,
  pieces,
  received,
  verdicts,
} from './purchases.ts';

const fromWarehouse = {
  line: /move MILK WH(.Stock)? -> WH.Certified hold /,
  why: 'One transfer takes the lot from wherever it lies in the warehouse; its lines name the places',
};

/** Ten units of milk arrive and lie in the stock, until a word of quality holds their lot. */
const heldAfterArrival = (says: string, word: (n: (name: string) => string) => CaseEvent): Case => ({
  says,
  fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk], {
    locations: ['WH/Certified hold'],
  }),
  profile: { quality: held('WH/Certified hold') },
  events: (n) => [
    received(n, { lines: [{ item: n('MILK'), quantity: pieces(10), lots: [lot(n, 'L1', 10)] }] }),
    word(n),
  ],
  screens: [
    {
      do: 'transfer',
      of: 'PO',
      lines: [{ product: 'MILK', lots: [{ number: 'L1', quantity: 10, expires }] }],
    },
    {
      do: 'move',
      product: 'MILK',
      quantity: 10,
      source: 'WH/Stock',
      target: 'WH/Certified hold',
      lots: [{ number: 'L1', quantity: 10 }],
    },
  ],
  meant: [fromWarehouse],
});

export const heldReceiptCases: Case[] = [
  {
    says: 'Goods that quality holds arrive in three steps and go to the hold place alone',
    fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk], {
      ...inSteps(3),
      locations: ['ST3/Quality hold'],
    }),
    profile: { warehouse: 'ST3', quality: { hold: 'ST3/Quality hold', gated: 'everything', ...verdicts } },
    events: (n) => [
      received(n, { lines: [{ item: n('MILK'), quantity: pieces(6), lots: [lot(n, 'L1', 6)] }] }),
      received(n, { lines: [{ item: n('MILK'), quantity: pieces(4), lots: [lot(n, 'L2', 4)] }] }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        step: 'in',
        lines: [{ product: 'MILK', lots: [{ number: 'L1', quantity: 6, expires }], to: 'ST3/Quality hold' }],
        rest: 'backorder',
      },
      { do: 'cancel', of: 'PO', step: 'qc' },
      {
        do: 'transfer',
        of: 'PO',
        step: 'in',
        lines: [{ product: 'MILK', lots: [{ number: 'L2', quantity: 4, expires }], to: 'ST3/Quality hold' }],
      },
      { do: 'cancel', of: 'PO', step: 'qc' },
    ],
    meant: [movedThere],
  },
  {
    says: 'A lot is held before it arrives',
    fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk], {
      locations: ['WH/Certified hold'],
    }),
    profile: { quality: held('WH/Certified hold') },
    events: (n) => [
      { type: 'lot.held', data: { item: n('MILK'), lot: n('L1'), reason: 'recall' } },
      received(n, { lines: [{ item: n('MILK'), quantity: pieces(10), lots: [lot(n, 'L1', 10)] }] }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        lines: [
          { product: 'MILK', lots: [{ number: 'L1', quantity: 10, expires }], to: 'WH/Certified hold' },
        ],
      },
    ],
    meant: [movedThere],
  },
  {
    says: 'Of two lots that arrive in two steps one was held before',
    fixture: bought([{ product: 'MILK', quantity: 10, price: 2 }], [milk], {
      ...inSteps(2),
      locations: ['ST2/Quality hold'],
    }),
    profile: { warehouse: 'ST2', quality: held('ST2/Quality hold') },
    events: (n) => [
      { type: 'lot.held', data: { item: n('MILK'), lot: n('L1'), reason: 'recall' } },
      received(n, {
        lines: [{ item: n('MILK'), quantity: pieces(10), lots: [lot(n, 'L1', 3), lot(n, 'L2', 7)] }],
      }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        step: 'in',
        lines: [
          {
            product: 'MILK',
            lots: [
              { number: 'L1', quantity: 3, expires, to: 'ST2/Quality hold' },
              { number: 'L2', quantity: 7, expires },
            ],
          },
        ],
      },
      {
        do: 'transfer',
        of: 'PO',
        step: 'store',
        lines: [{ product: 'MILK', lots: [{ number: 'L2', quantity: 7 }] }],
        rest: 'none',
      },
    ],
    meant: [
      movedThere,
      {
        line: /transfer incoming done|move MILK ST2.Input -> ST2.Stock .* 7.0 Units of/,
        why: 'A lot that is held gets a move of its own',
      },
    ],
  },
  heldAfterArrival('A lot that arrived fails, and goes to the hold place', (n) => ({
    type: 'lot.inspected',
    data: { item: n('MILK'), lot: n('L1'), verdict: 'fail' },
  })),
  heldAfterArrival('A nonconformance of a lot that arrived holds it', (n) => ({
    type: 'nonconformance.raised',
    data: { item: n('MILK'), lot: n('L1'), title: 'Sour', severity: 'critical' },
  })),
];
