import type { Case } from '../case.ts';
import { steps } from './purchases.ts';
import { cups, cupsIn, pieces, sets, shipped, sold, through } from './sales.ts';

export const deliveryInStepsCases: Case[] = [
  {
    says: 'Goods are picked and leave by one event',
    fixture: cupsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [cups(n, 10)],
    screens: through(['pick', 'out']),
  },
  {
    says: 'Goods are picked, packed and leave by one event',
    fixture: cupsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [shipped(n, { complete: true, carrier: 'Bring' })],
    screens: through(['pick', 'pack', 'out']),
  },
  {
    says: 'Four and then six are picked, packed and leave',
    fixture: cupsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [cups(n, 4), cups(n, 6)],
    screens: [
      ...through(['pick', 'pack', 'out'], [{ product: 'CUP', quantity: 4 }], 'backorder'),
      ...through(['pick', 'pack', 'out']),
    ],
  },
  {
    says: 'Four of ten are picked, packed and leave, and no more will',
    fixture: cupsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [cups(n, 4, { final: true })],
    screens: through(['pick', 'pack', 'out'], [{ product: 'CUP', quantity: 4 }], 'none'),
  },
  {
    says: 'A person picks, and an event ships what was picked',
    fixture: cupsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [{ people: [{ do: 'transfer', of: 'SO', step: 'pick' }] }, cups(n, 10)],
    screens: through(['pick', 'out']),
  },
  {
    says: 'A person picks all, and an event ships four of it',
    fixture: cupsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [{ people: [{ do: 'transfer', of: 'SO', step: 'pick' }] }, cups(n, 4)],
    screens: [
      ...through(['pick']),
      ...through(['pack', 'out'], [{ product: 'CUP', quantity: 4 }], 'backorder'),
    ],
  },
  {
    says: 'Lots other than the reserved one are picked and leave',
    fixture: sold([{ product: 'MILK', quantity: 10 }], {
      ...steps(2),
      warehouse: 'ST2',
      products: [{ name: 'MILK', tracking: 'lot', cost: 1 }],
      stock: [
        { product: 'MILK', quantity: 10, lot: 'L1', warehouse: 'ST2' },
        { product: 'MILK', quantity: 10, lot: 'L2', warehouse: 'ST2' },
      ],
    }),
    profile: { warehouse: 'ST2' },
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
    screens: through(
      ['pick', 'out'],
      [
        {
          product: 'MILK',
          lots: [
            { number: 'L1', quantity: 3 },
            { number: 'L2', quantity: 7 },
          ],
        },
      ],
    ),
  },
  {
    says: 'Twelve of ten are picked and leave',
    fixture: cupsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [cups(n, 12)],
    screens: through(['pick', 'out'], [{ product: 'CUP', quantity: 12 }]),
  },
  {
    says: 'Of two items one is picked and leaves',
    fixture: sold(
      [
        { product: 'CUP', quantity: 10 },
        { product: 'LID', quantity: 10 },
      ],
      {
        ...steps(2),
        warehouse: 'ST2',
        products: [{ name: 'CUP' }, { name: 'LID' }],
        stock: [
          { product: 'CUP', quantity: 10, warehouse: 'ST2' },
          { product: 'LID', quantity: 10, warehouse: 'ST2' },
        ],
      },
    ),
    profile: { warehouse: 'ST2' },
    events: (n) => [cups(n, 10), shipped(n, { complete: true })],
    screens: [
      ...through(['pick', 'out'], [{ product: 'CUP', quantity: 10 }], 'backorder'),
      ...through(['pick', 'out']),
    ],
  },
  {
    says: 'A person picks six of ten, and an event ships eight',
    fixture: cupsIn(3),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      {
        people: [
          {
            do: 'transfer',
            of: 'SO',
            step: 'pick',
            lines: [{ product: 'CUP', quantity: 6 }],
            rest: 'backorder',
          },
        ],
      },
      cups(n, 8),
    ],
    screens: [
      ...through(['pick'], [{ product: 'CUP', quantity: 6 }], 'backorder'),
      ...through(['pick'], [{ product: 'CUP', quantity: 2 }], 'backorder'),
      ...through(['pack', 'out']),
    ],
  },
  {
    says: 'A person picks all, and an event ships four as the last',
    fixture: cupsIn(2),
    profile: { warehouse: 'ST2' },
    events: (n) => [{ people: [{ do: 'transfer', of: 'SO', step: 'pick' }] }, cups(n, 4, { final: true })],
    screens: [...through(['pick']), ...through(['out'], [{ product: 'CUP', quantity: 4 }], 'none')],
    warns: /6 Units of .*CUP were picked and do not leave: they stay at ST2\/Output/,
  },
  {
    says: 'Pumps are picked, packed and leave by serial number',
    fixture: sold([{ product: 'PUMP', quantity: 2 }], {
      ...steps(3),
      warehouse: 'ST3',
      products: [{ name: 'PUMP', tracking: 'serial' }],
      stock: [
        { product: 'PUMP', quantity: 1, lot: 'S1', warehouse: 'ST3' },
        { product: 'PUMP', quantity: 1, lot: 'S2', warehouse: 'ST3' },
        { product: 'PUMP', quantity: 1, lot: 'S3', warehouse: 'ST3' },
      ],
    }),
    profile: { warehouse: 'ST3' },
    events: (n) => [
      shipped(n, { lines: [{ item: n('PUMP'), quantity: pieces(2), serials: [n('S1'), n('S3')] }] }),
    ],
    screens: through(['pick', 'pack', 'out'], [{ product: 'PUMP', serials: ['S1', 'S3'] }]),
  },
  {
    says: 'Two of three kits are picked and leave by the name of the kit',
    fixture: {
      ...sets,
      ...steps(2),
      stock: [
        { product: 'CUP', quantity: 100, warehouse: 'ST2' },
        { product: 'SAUCER', quantity: 100, warehouse: 'ST2' },
      ],
      sales: [
        {
          name: 'SO',
          partner: 'SHOP',
          lines: [{ product: 'SET', quantity: 3 }],
          delivery: 'OUT',
          warehouse: 'ST2',
        },
      ],
    },
    profile: { warehouse: 'ST2' },
    events: (n) => [shipped(n, { lines: [{ item: n('SET'), quantity: pieces(2) }] })],
    screens: through(
      ['pick', 'out'],
      [
        { product: 'CUP', quantity: 12 },
        { product: 'SAUCER', quantity: 12 },
      ],
      'backorder',
    ),
  },
  {
    says: 'More decimals are picked and leave than Odoo keeps',
    fixture: sold([{ product: 'SUGAR', quantity: 30 }], {
      ...steps(2),
      warehouse: 'ST2',
      products: [{ name: 'SUGAR', unit: 'kg' }],
      stock: [{ product: 'SUGAR', quantity: 100, warehouse: 'ST2' }],
    }),
    profile: { warehouse: 'ST2' },
    events: (n) => [shipped(n, { lines: [{ item: n('SUGAR'), quantity: { value: 12.3456, unit: 'KGM' } }] })],
    screens: through(['pick', 'out'], [{ product: 'SUGAR', quantity: 12.35 }], 'backorder'),
    warns: /12.3456 kg of .*SUGAR were sent, Odoo keeps 12.35 kg/,
  },
];
