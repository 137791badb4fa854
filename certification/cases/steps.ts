import type { Case, Fixture } from '../case.ts';
import { pieces, table, three, two } from './steps-fixtures.ts';

/** The bill of materials names legs on two lines; `there`: so many lie at the line already. */
const twice = (fixture: Fixture, there = 0): Fixture => ({
  ...fixture,
  boms: [
    {
      product: 'TABLE',
      lines: [
        { product: 'TOP', quantity: 1 },
        { product: 'LEG', quantity: 1 },
        { product: 'LEG', quantity: 3 },
      ],
    },
  ],
  stock: [
    ...(fixture.stock ?? []),
    ...(there > 0 ? [{ product: 'LEG', quantity: there, location: 'CM2/Pre-Production' }] : []),
  ],
});

/** Components are picked before production, and finished goods stored after it. */
export const stepCases: Case[] = [
  {
    says: 'In two steps, people pick all components and ten of ten are reported',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { people: [{ do: 'pick', order: 'MO' }] },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } },
    ],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10 },
    ],
  },
  {
    says: 'In two steps, ten of ten are reported before anybody picked',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } }],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10 },
    ],
  },
  {
    says: 'In two steps, four of ten are reported before anybody picked',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } }],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 4, LEG: 16 } },
      { do: 'produce', order: 'MO', quantity: 4, rest: 'backorder' },
    ],
  },
  {
    says: 'In two steps, an order is reported in two parts',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(6) } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 4, LEG: 16 } },
      { do: 'produce', order: 'MO', quantity: 4, rest: 'backorder' },
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 6 },
    ],
  },
  {
    says: 'In two steps, four of ten are reported as final',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4), final: true } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 4, LEG: 16 } },
      { do: 'produce', order: 'MO', quantity: 4, rest: 'close' },
      { do: 'cancel_pick', order: 'MO' },
    ],
  },
  {
    says: 'In two steps, twelve of ten are reported',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(12) } }],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 12, LEG: 48 } },
      { do: 'produce', order: 'MO', quantity: 12 },
    ],
  },
  {
    says: 'In three steps, ten of ten are reported and stored',
    fixture: table(10, 3),
    profile: three,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } }],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10 },
      { do: 'store', order: 'MO' },
    ],
  },
  {
    says: 'In three steps, four and then six of ten are reported and stored',
    fixture: table(10, 3),
    profile: three,
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(6) } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 4, LEG: 16 } },
      { do: 'produce', order: 'MO', quantity: 4, rest: 'backorder' },
      { do: 'store', order: 'MO' },
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 6 },
      { do: 'store', order: 'MO' },
    ],
  },
  {
    says: 'In two steps, ten are reported with more legs than were picked',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { people: [{ do: 'pick', order: 'MO' }] },
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(10), consumed: [{ item: n('LEG'), quantity: pieces(43) }] },
      },
    ],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10, consumed: [{ product: 'LEG', quantity: 43 }] },
    ],
  },
  {
    says: 'In two steps, legs that the bill of materials names twice are picked for both of its lines',
    fixture: twice(table(10, 2)),
    profile: two,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } }],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10 },
    ],
  },
  {
    says: 'In two steps, legs that lie at the line are used for both lines of the bill of materials, and the rest is picked',
    fixture: twice(table(10, 2), 5),
    profile: two,
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } }],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 10, LEG: 35 } },
      { do: 'produce', order: 'MO', quantity: 10 },
      { do: 'cancel_pick', order: 'MO' },
    ],
  },
];
