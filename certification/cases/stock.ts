import type { Case, Fixture } from '../case.ts';
import { inOwnUnit } from './purchases.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

const shelf = { locations: ['WH/Stock/Certified shelf'] };
const cups: Fixture = {
  ...shelf,
  products: [{ name: 'CUP', cost: 2 }],
  stock: [{ product: 'CUP', quantity: 100 }],
};
const milk: Fixture = {
  ...shelf,
  products: [{ name: 'MILK', tracking: 'lot', cost: 1 }],
  stock: [
    { product: 'MILK', quantity: 10, lot: 'L1' },
    { product: 'MILK', quantity: 5, lot: 'L2' },
  ],
};
const sugar: Fixture = {
  ...shelf,
  products: [{ name: 'SUGAR', unit: 'kg', cost: 1 }],
  stock: [{ product: 'SUGAR', quantity: 100 }],
};

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
/** The screens have no time but now: what moved, not when. */
const atTheirTimes = {
  line: /^(screens|events): +(move|order) .* (at|finished) /,
  why: 'Events have the time at which it was done',
};
const counted = (data: Record<string, unknown>) => ({
  type: 'stock.counted',
  data: { location: 'WH/Stock', ...data },
});
const moved = (data: Record<string, unknown>) => ({
  type: 'stock.moved',
  data: { from: 'WH/Stock', to: 'WH/Stock/Certified shelf', ...data },
});
const toShelf = { do: 'move', source: 'WH/Stock', target: 'WH/Stock/Certified shelf' };

export const stockCases: Case[] = [
  {
    says: 'A count finds more than Odoo has',
    fixture: cups,
    events: (n) => [counted({ item: n('CUP'), quantity: pieces(103) })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 103 }],
  },
  {
    says: 'A count finds less than Odoo has',
    fixture: cups,
    events: (n) => [counted({ item: n('CUP'), quantity: pieces(96) })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 96 }],
  },
  {
    says: 'A count finds what Odoo has',
    fixture: cups,
    events: (n) => [counted({ item: n('CUP'), quantity: pieces(100) })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 100 }],
  },
  {
    says: 'A count of a place where nothing was known finds some',
    fixture: cups,
    events: (n) => [counted({ item: n('CUP'), quantity: pieces(7), location: 'WH/Stock/Certified shelf' })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 7, location: 'WH/Stock/Certified shelf' }],
  },
  {
    says: 'One lot of two is counted and gone',
    fixture: milk,
    events: (n) => [counted({ item: n('MILK'), quantity: pieces(0), lot: n('L1') })],
    screens: [{ do: 'count_at', product: 'MILK', quantity: 0, lot: 'L1' }],
  },
  {
    says: 'A lot that Odoo does not know is counted',
    fixture: milk,
    events: (n) => [counted({ item: n('MILK'), quantity: pieces(4), lot: n('L3') })],
    refused: 'unknown-lot',
    screens: [],
  },
  {
    says: 'Pieces are counted in dozens',
    fixture: cups,
    events: (n) => [counted({ item: n('CUP'), quantity: { value: 8, unit: 'DZN' } })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 96 }],
  },
  {
    says: 'Kilograms are counted in tonnes and differ by four kilograms',
    fixture: sugar,
    events: (n) => [counted({ item: n('SUGAR'), quantity: { value: 0.104, unit: 'TNE' } })],
    screens: [{ do: 'count_at', product: 'SUGAR', quantity: 104 }],
  },
  {
    says: 'Goods at average cost are counted less',
    fixture: {
      categories: [{ name: 'AVCO', cost: 'average', valuation: 'real_time' }],
      products: [{ name: 'CUP', category: 'AVCO', cost: 3 }],
      stock: [{ product: 'CUP', quantity: 100 }],
    },
    events: (n) => [counted({ item: n('CUP'), quantity: pieces(90) })],
    screens: [{ do: 'count_at', product: 'CUP', quantity: 90 }],
  },
  {
    says: 'Goods are moved to a shelf',
    fixture: cups,
    events: (n) => [moved({ item: n('CUP'), quantity: pieces(40) })],
    screens: [{ ...toShelf, product: 'CUP', quantity: 40 }],
  },
  {
    says: 'Parts of two lots are moved to a shelf',
    fixture: milk,
    events: (n) => [
      moved({
        item: n('MILK'),
        quantity: pieces(6),
        lots: [
          { number: n('L1'), quantity: pieces(4) },
          { number: n('L2'), quantity: pieces(2) },
        ],
      }),
    ],
    screens: [
      {
        ...toShelf,
        product: 'MILK',
        quantity: 6,
        lots: [
          { number: 'L1', quantity: 4 },
          { number: 'L2', quantity: 2 },
        ],
      },
    ],
  },
  {
    says: 'Pieces are moved in dozens',
    fixture: cups,
    events: (n) => [moved({ item: n('CUP'), quantity: { value: 2, unit: 'DZN' } })],
    screens: [{ ...toShelf, product: 'CUP', quantity: 2, unit: 'Dozens' }],
    meant: [inOwnUnit],
  },
  {
    says: 'Four kilograms are moved in tonnes',
    fixture: sugar,
    events: (n) => [moved({ item: n('SUGAR'), quantity: { value: 0.004, unit: 'TNE' } })],
    screens: [{ ...toShelf, product: 'SUGAR', quantity: 4 }],
  },
  {
    says: 'Goods that a delivery reserved are moved to a shelf',
    fixture: {
      ...cups,
      sales: [{ name: 'SO', partner: 'SHOP', lines: [{ product: 'CUP', quantity: 90 }] }],
    },
    events: (n) => [moved({ item: n('CUP'), quantity: pieces(40) })],
    screens: [{ ...toShelf, product: 'CUP', quantity: 40 }],
    meant: [
      {
        line: /move CUP WH\/Stock -> Customers|quant CUP in WH\/Stock\/Certified shelf lot : 40.0 reserved/,
        why: 'Odoo reserves for the delivery again, and by events finds all that was moved',
      },
    ],
  },
  {
    says: 'A count between issue and completion arrives after the completion',
    fixture: {
      products: [{ name: 'TABLE' }, { name: 'LEG', cost: 5 }],
      boms: [{ product: 'TABLE', lines: [{ product: 'LEG', quantity: 4 }] }],
      stock: [{ product: 'LEG', quantity: 100 }],
      orders: [{ name: 'MO', product: 'TABLE', quantity: 1 }],
    },
    events: (n) => [
      {
        type: 'material.consumed',
        time: minutesAgo(9),
        data: { order: n('MO'), item: n('LEG'), quantity: pieces(4) },
      },
      {
        type: 'production.reported',
        time: minutesAgo(3),
        data: { order: n('MO'), quantity: pieces(1) },
      },
      { ...counted({ item: n('LEG'), quantity: pieces(96) }), time: minutesAgo(6) },
    ],
    screens: [
      { do: 'produce', order: 'MO', quantity: 1 },
      { do: 'count_at', product: 'LEG', quantity: 96 },
    ],
    meant: [atTheirTimes],
  },
  {
    says: 'A count before the issue arrives after it',
    fixture: {
      products: [{ name: 'TABLE' }, { name: 'LEG', cost: 5 }],
      boms: [{ product: 'TABLE', lines: [{ product: 'LEG', quantity: 4 }] }],
      stock: [{ product: 'LEG', quantity: 100 }],
      orders: [{ name: 'MO', product: 'TABLE', quantity: 1 }],
    },
    events: (n) => [
      {
        type: 'material.consumed',
        time: minutesAgo(6),
        data: { order: n('MO'), item: n('LEG'), quantity: pieces(4) },
      },
      { ...counted({ item: n('LEG'), quantity: pieces(100) }), time: minutesAgo(9) },
      {
        type: 'production.reported',
        time: minutesAgo(3),
        data: { order: n('MO'), quantity: pieces(1) },
      },
    ],
    screens: [
      { do: 'count_at', product: 'LEG', quantity: 100 },
      { do: 'produce', order: 'MO', quantity: 1 },
    ],
    meant: [atTheirTimes],
  },
  {
    says: 'More decimals are counted than Odoo keeps',
    fixture: sugar,
    events: (n) => [counted({ item: n('SUGAR'), quantity: { value: 12.3456, unit: 'KGM' } })],
    screens: [{ do: 'count_at', product: 'SUGAR', quantity: 12.35 }],
    warns: /12.3456 kg of .*SUGAR were sent, Odoo keeps 12.35 kg/,
  },
  {
    says: 'More decimals are moved than Odoo keeps',
    fixture: sugar,
    events: (n) => [moved({ item: n('SUGAR'), quantity: { value: 12.3456, unit: 'KGM' } })],
    screens: [{ ...toShelf, product: 'SUGAR', quantity: 12.35 }],
    warns: /12.3456 kg of .*SUGAR were sent, Odoo keeps 12.35 kg/,
  },
];
