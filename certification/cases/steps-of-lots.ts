import type { Case } from '../case.ts';
import { cheese, kilograms, pieces, table, three, two } from './steps-fixtures.ts';

/** Lots, quality holds, issues and scrap where components are picked before production. */
export const stepCasesOfLots: Case[] = [
  {
    says: 'In three steps, lots are used as Odoo reserved them, and the lot made is stored',
    fixture: cheese(3),
    profile: three,
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(40), lot: { number: n('C1') } },
      },
    ],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 40, lots: ['C1'] },
      { do: 'store', order: 'MO' },
    ],
  },
  {
    says: 'In two steps, other lots are used than Odoo reserved',
    fixture: cheese(2),
    profile: two,
    events: (n) => [
      {
        type: 'production.reported',
        data: {
          order: n('MO'),
          quantity: kilograms(40),
          lot: { number: n('C1') },
          consumed: [
            {
              item: n('MILK'),
              quantity: kilograms(410),
              lots: [
                { number: n('M1'), quantity: kilograms(150) },
                { number: n('M2'), quantity: kilograms(260) },
              ],
            },
          ],
        },
      },
    ],
    screens: [
      {
        do: 'pick',
        order: 'MO',
        lots: {
          MILK: [
            { number: 'M1', quantity: 150 },
            { number: 'M2', quantity: 260 },
          ],
        },
      },
      {
        do: 'produce',
        order: 'MO',
        quantity: 40,
        lots: ['C1'],
        consumed: [{ product: 'MILK', quantity: 410 }],
      },
    ],
  },
  {
    says: 'In two steps, legs are issued first, then four of ten are reported',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { type: 'material.consumed', data: { order: n('MO'), item: n('LEG'), quantity: pieces(17) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 4, LEG: 17 } },
      {
        do: 'produce',
        order: 'MO',
        quantity: 4,
        rest: 'backorder',
        consumed: [{ product: 'LEG', quantity: 17 }],
      },
    ],
  },
  {
    says: 'In two steps, people pick some components and more are reported',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { people: [{ do: 'pick', order: 'MO', quantities: { TOP: 3, LEG: 8 } }] },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { TOP: 3, LEG: 8 } },
      { do: 'pick', order: 'MO', quantities: { TOP: 1, LEG: 8 } },
      { do: 'produce', order: 'MO', quantity: 4, rest: 'backorder' },
    ],
  },
  {
    says: 'In three steps, goods that need a release go from the line to the hold place, and the rest is made later',
    fixture: { ...cheese(3), locations: ['CM3/Hold'] },
    profile: {
      ...three,
      quality: { hold: 'CM3/Hold', gated: 'everything', remindAfterHours: 24, verdictWithinHours: 48 },
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(15), lot: { number: n('C1') } },
      },
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(25), lot: { number: n('C1') } },
      },
    ],
    screens: [],
    leaves: [
      'quant CHEESE in CM3/Hold lot C1: 40.0 reserved 0.0',
      'quant MILK in CM3/Stock lot M2: 200.0 reserved 0.0',
      'transfer internal done: 1 moves MILK',
    ],
  },
  {
    says: 'In three steps, a released lot lies in the stock',
    fixture: { ...cheese(3), locations: ['CM3/Hold'] },
    profile: {
      ...three,
      quality: { hold: 'CM3/Hold', gated: 'everything', remindAfterHours: 24, verdictWithinHours: 48 },
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(40), lot: { number: n('C1') } },
      },
      {
        type: 'lot.released',
        data: { item: n('CHEESE'), lot: n('C1'), use: 'stock' },
      },
    ],
    screens: [],
    leaves: ['quant CHEESE in CM3/Stock lot C1: 40.0 reserved 0.0'],
  },
  {
    says: 'In two steps, legs are scrapped at the line before anybody picked',
    fixture: table(10, 2),
    profile: two,
    events: (n) => [
      { type: 'production.scrapped', data: { order: n('MO'), item: n('LEG'), quantity: pieces(3) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { LEG: 3 } },
      { do: 'scrap', order: 'MO', product: 'LEG', quantity: 3 },
      { do: 'pick', order: 'MO', quantities: { TOP: 10, LEG: 40 } },
      { do: 'produce', order: 'MO', quantity: 10 },
    ],
  },
  {
    says: 'In three steps, tables that were stored are scrapped',
    fixture: table(10, 3),
    profile: three,
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(10) } },
      { type: 'production.scrapped', data: { order: n('MO'), quantity: pieces(2) } },
    ],
    screens: [
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 10 },
      { do: 'store', order: 'MO' },
      { do: 'scrap', order: 'MO', product: 'TABLE', quantity: 2, from: 'CM3/Stock' },
    ],
  },
  {
    says: 'In two steps, two parts are reported of lots as Odoo reserved them',
    fixture: cheese(2),
    profile: two,
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(15), lot: { number: n('C1') } },
      },
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(25), lot: { number: n('C2') } },
      },
    ],
    screens: [
      { do: 'pick', order: 'MO', quantities: { MILK: 150 } },
      {
        do: 'produce',
        order: 'MO',
        quantity: 15,
        lots: ['C1'],
        consumed: [{ product: 'MILK', quantity: 150 }],
        rest: 'backorder',
      },
      { do: 'pick', order: 'MO' },
      { do: 'produce', order: 'MO', quantity: 25, lots: ['C2'] },
    ],
  },
  {
    says: 'In two steps, milk by lot whose bill of materials is in tonnes is picked and used',
    fixture: {
      ...cheese(2),
      boms: [{ product: 'CHEESE', lines: [{ product: 'MILK', quantity: 0.01, unit: 'Ton' }] }],
    },
    profile: two,
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: kilograms(12.3), lot: { number: n('C1') } },
      },
    ],
    // Odoo's screens consume nothing of a lot whose transfer to the line is still open.
    screens: [],
    leaves: [
      'move MILK CM2/Pre-Production -> Production part 1 done lot M1: 0.12 Ton of 0.12 Ton at now value ~60.0',
      'quant MILK in CM2/Stock lot M1: 180.0 reserved 180.0',
      'quant MILK in Production lot M1: 120.0 reserved 0.0',
    ],
  },
];
