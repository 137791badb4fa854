import type { Case, Fixture } from '../case.ts';

/** Flour from grain, both kept in kilograms; the order is in tonnes, of which Odoo keeps two decimals. */
const flour = (tonnes: number): Fixture => ({
  products: [
    { name: 'FLOUR', unit: 'kg' },
    { name: 'GRAIN', unit: 'kg', cost: 2 },
  ],
  boms: [
    {
      product: 'FLOUR',
      unit: 'kg',
      lines: [{ product: 'GRAIN', quantity: 1.5 }],
    },
  ],
  stock: [{ product: 'GRAIN', quantity: 20_000 }],
  orders: [{ name: 'MO', product: 'FLOUR', quantity: tonnes, unit: 'Ton' }],
});

const kilograms = (value: number) => ({ value, unit: 'KGM' });

/** What a person enters with more decimals is the same quantity in the unit that the sender used. */
const otherUnit = [
  {
    line: /^(screens|events): +(order|work order|move FLOUR|move EGG) /,
    why: 'Odoo cannot hold the quantity in the unit of the order: the event changes the order to the unit of the product',
  },
];

const eggs = (dozens: number): Fixture => ({
  products: [{ name: 'EGG' }, { name: 'FEED', unit: 'kg', cost: 0.5 }],
  boms: [{ product: 'EGG', lines: [{ product: 'FEED', quantity: 1 }] }],
  stock: [{ product: 'FEED', quantity: 500 }],
  orders: [{ name: 'MO', product: 'EGG', quantity: dozens, unit: 'Dozens' }],
});

const eggsCollected = (dozens: number): Fixture => ({
  ...eggs(dozens),
  workcenters: [{ name: 'BARN', hourly: 30 }],
  boms: [
    {
      product: 'EGG',
      lines: [{ product: 'FEED', quantity: 1 }],
      operations: [{ name: 'Collect', workcenter: 'BARN', minutes: 1 }],
    },
  ],
});

export const unitCases: Case[] = [
  {
    says: 'An order of three tonnes is reported three times, 1004 kilograms each',
    fixture: flour(3),
    events: (n) =>
      [1, 2, 3].map(() => ({
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(1004) },
      })),
    screens: [
      { do: 'precision', digits: 3 },
      { do: 'make', order: 'MO', quantity: 1.004, rest: 'backorder' },
      { do: 'make', order: 'MO', quantity: 1.004, rest: 'backorder' },
      { do: 'make', order: 'MO', quantity: 1.004 },
    ],
    meant: otherUnit,
  },
  {
    says: 'Four kilograms of an order of one tonne are reported',
    fixture: flour(1),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(4) } }],
    screens: [
      { do: 'precision', digits: 3 },
      { do: 'make', order: 'MO', quantity: 0.004, rest: 'backorder' },
    ],
    meant: otherUnit,
  },
  {
    says: 'An order in tonnes is reported in whole tonnes',
    fixture: flour(3),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 2, unit: 'TNE' } } },
    ],
    screens: [{ do: 'make', order: 'MO', quantity: 2, rest: 'backorder' }],
  },
  {
    says: '37 eggs of an order of ten dozens are reported',
    fixture: eggs(10),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 37, unit: 'C62' } } },
    ],
    screens: [
      { do: 'precision', digits: 6 },
      { do: 'make', order: 'MO', quantity: 3.083333, rest: 'backorder' },
    ],
    meant: [
      ...otherUnit,
      {
        line: /^screens: .*(\.9999|\.0000)\d+ |^events: .* -?(37|83|463)\.0 /,
        why: 'a twelfth of a dozen has no end of decimals in the screen',
      },
    ],
  },
  {
    says: 'An order in dozens is reported in pieces, and its operation is charged as the screen does',
    fixture: eggsCollected(10),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 25, unit: 'C62' } } },
    ],
    screens: [
      { do: 'precision', digits: 6 },
      { do: 'make', order: 'MO', quantity: 2.083333, rest: 'backorder' },
    ],
    meant: [
      ...otherUnit,
      {
        line: /^screens: .*(\.9999|\.0000)\d+ |^events: .* -?(25|95|475)\.0 /,
        why: 'a twelfth of a dozen has no end of decimals in the screen',
      },
    ],
  },
  {
    says: 'Kilograms of a product that is kept in tonnes are reported, and rounded as in the screen',
    fixture: {
      ...flour(3),
      products: [
        { name: 'FLOUR', unit: 'Ton' },
        { name: 'GRAIN', unit: 'kg', cost: 2 },
      ],
    },
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(1004) } }],
    screens: [{ do: 'make', order: 'MO', quantity: 1, rest: 'backorder' }],
    warns: /1004 kg.*1 Ton/,
  },
  {
    says: 'Four kilograms of a product that is kept in tonnes are refused',
    fixture: {
      ...flour(3),
      products: [
        { name: 'FLOUR', unit: 'Ton' },
        { name: 'GRAIN', unit: 'kg', cost: 2 },
      ],
    },
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(4) } }],
    screens: [],
    refused: 'quantity-not-positive',
  },
  {
    says: 'A weight with more decimals than Odoo keeps is refused by a plant that asks for it',
    fixture: flour(3),
    profile: { roundedQuantities: 'refuse' },
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: kilograms(1004.123) } }],
    screens: [],
    refused: 'quantity-not-kept',
  },
  {
    says: 'Product of an order in tonnes is scrapped in kilograms',
    fixture: flour(1),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: { value: 1, unit: 'TNE' } } },
      { type: 'production.scrapped', data: { order: n('MO'), quantity: kilograms(4) } },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 1 },
      { do: 'scrap_of_order', order: 'MO', product: 'FLOUR', quantity: 4 },
    ],
  },
  {
    says: 'An order in dozens with an operation is reported in pieces until nothing is left of it',
    fixture: eggsCollected(10),
    events: (n) =>
      [25, 95].map((value) => ({
        type: 'production.reported',
        data: { order: n('MO'), quantity: { value, unit: 'C62' } },
      })),
    screens: [],
    leaves: [
      'quant EGG in WH/Stock lot : 120.0 reserved 0.0',
      'order MO-001 part 1 done: 25.0 of 25.0 Units finished now',
      'order MO-002 part 2 done: 95.0 of 95.0 Units finished now',
      'work order MO-002 Collect done: 95.0 in ~8.0 minutes',
    ],
  },
];
