import type { Case } from '../case.ts';
import {
  boltsIn,
  bought,
  expires,
  expiry,
  inOwnUnit,
  inSteps,
  milk,
  movedThere,
  pieces,
  received,
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
];
