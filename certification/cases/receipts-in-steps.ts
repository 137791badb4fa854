import type { Case } from '../case.ts';
import {
  boltsIn,
  bought,
  expires,
  expiry,
  held,
  inOwnUnit,
  inSteps,
  lot,
  milk,
  movedThere,
  pieces,
  received,
  verdicts,
} from './purchases.ts';

export const receiptInStepsCases: Case[] = [
  {
    says: 'Goods arrive in two steps and are in stock',
    fixture: boltsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(10) }] })],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in' },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
  },
  {
    says: 'Goods arrive in three steps and are in stock',
    fixture: boltsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [received(n, { lines: [{ item: n('BOLT'), quantity: pieces(10) }] })],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in' },
      { do: 'transfer', of: 'PO', step: 'qc' },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
  },
  {
    says: 'Four and then six arrive in three steps',
    fixture: boltsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }] }),
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(6) }] }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        step: 'in',
        lines: [{ product: 'BOLT', quantity: 4 }],
        rest: 'backorder',
      },
      { do: 'transfer', of: 'PO', step: 'qc' },
      { do: 'transfer', of: 'PO', step: 'store' },
      { do: 'transfer', of: 'PO', step: 'in' },
      { do: 'transfer', of: 'PO', step: 'qc' },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
  },
  {
    says: 'Two lots arrive in two steps, in dozens',
    fixture: bought([{ product: 'MILK', quantity: 36, price: 2 }], [milk], inSteps(2)),
    profile: { warehouse: 'ST2' },
    events: (n) => [
      received(n, {
        lines: [
          {
            item: n('MILK'),
            quantity: { value: 3, unit: 'DZN' },
            lots: [
              { number: n('L1'), quantity: { value: 1, unit: 'DZN' }, expiresAt: expiry },
              { number: n('L2'), quantity: { value: 2, unit: 'DZN' }, expiresAt: expiry },
            ],
          },
        ],
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
              { number: 'L1', quantity: 1, unit: 'Dozens', expires },
              { number: 'L2', quantity: 2, unit: 'Dozens', expires },
            ],
          },
        ],
      },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
    meant: [inOwnUnit],
  },
  {
    says: 'Goods arrive in two steps and are put on a shelf',
    fixture: boltsIn(2, { locations: ['ST2/Stock/Shelf'] }),
    profile: { warehouse: 'ST2' },
    events: (n) => [
      received(n, {
        lines: [{ item: n('BOLT'), quantity: pieces(10) }],
        location: 'ST2/Stock/Shelf',
      }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in' },
      {
        do: 'transfer',
        of: 'PO',
        step: 'store',
        lines: [{ product: 'BOLT', quantity: 10, to: 'ST2/Stock/Shelf' }],
      },
    ],
  },
  {
    says: 'Goods arrive in three steps and still lie at the dock',
    fixture: boltsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(10) }], location: 'ST3/Input' }),
    ],
    screens: [{ do: 'transfer', of: 'PO', step: 'in' }],
  },
  {
    says: 'Goods arrive in three steps and lie in quality control',
    fixture: boltsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      received(n, {
        lines: [{ item: n('BOLT'), quantity: pieces(10) }],
        location: 'ST3/Quality Control',
      }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in' },
      { do: 'transfer', of: 'PO', step: 'qc' },
    ],
  },
  {
    says: 'Goods arrive in two steps while earlier ones still lie at the dock',
    fixture: boltsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }], location: 'ST2/Input' }),
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(6) }] }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in', lines: [{ product: 'BOLT', quantity: 4 }], rest: 'backorder' },
      { do: 'transfer', of: 'PO', step: 'in' },
      {
        do: 'transfer',
        of: 'PO',
        step: 'store',
        lines: [{ product: 'BOLT', quantity: 6 }],
        rest: 'backorder',
      },
    ],
  },
  {
    says: 'Goods arrive in two steps and are put beside the stock',
    fixture: boltsIn(2, { locations: ['ST2/Yard'] }),
    profile: { warehouse: 'ST2' },
    events: (n) => [
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(4) }], location: 'ST2/Yard' }),
      received(n, { lines: [{ item: n('BOLT'), quantity: pieces(6) }] }),
    ],
    screens: [
      {
        do: 'transfer',
        of: 'PO',
        step: 'in',
        lines: [{ product: 'BOLT', quantity: 4, to: 'ST2/Yard' }],
        rest: 'backorder',
      },
      { do: 'cancel', of: 'PO', step: 'store' },
      { do: 'transfer', of: 'PO', step: 'in' },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
    meant: [movedThere],
  },
  {
    says: 'Pumps arrive in three steps by serial number',
    fixture: bought(
      [{ product: 'PUMP', quantity: 2, price: 90 }],
      [{ name: 'PUMP', tracking: 'serial' }],
      inSteps(3),
    ),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      received(n, {
        lines: [
          { item: n('PUMP'), quantity: pieces(2), serials: [{ number: n('S1') }, { number: n('S2') }] },
        ],
      }),
    ],
    screens: [
      { do: 'transfer', of: 'PO', step: 'in', lines: [{ product: 'PUMP', serials: ['S1', 'S2'] }] },
      { do: 'transfer', of: 'PO', step: 'qc' },
      { do: 'transfer', of: 'PO', step: 'store' },
    ],
  },
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
];
