import type { Case, Fixture } from '../case.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

type Bom = NonNullable<Fixture['boms']>[number];

/** A bicycle of a frame and a kit of two wheels and a bag of ten screws. */
const bicycle = (quantity: number, more: Partial<Bom> = {}): Fixture => ({
  products: [
    { name: 'BIKE' },
    { name: 'FRAME', cost: 100 },
    { name: 'SET' },
    { name: 'WHEEL', cost: 20 },
    { name: 'SCREW', cost: 0.1 },
    { name: 'BELL', cost: 7 },
  ],
  boms: [
    {
      product: 'SET',
      kind: 'phantom',
      lines: [
        { product: 'WHEEL', quantity: 2 },
        { product: 'SCREW', quantity: 10 },
      ],
    },
    {
      product: 'BIKE',
      lines: [
        { product: 'FRAME', quantity: 1 },
        { product: 'SET', quantity: 1 },
        { product: 'SCREW', quantity: 4 },
      ],
      ...more,
    },
  ],
  stock: [
    { product: 'FRAME', quantity: 50 },
    { product: 'WHEEL', quantity: 100 },
    { product: 'SCREW', quantity: 1000 },
    { product: 'BELL', quantity: 50 },
  ],
  orders: [{ name: 'MO', product: 'BIKE', quantity }],
});

export const consumptionCases: Case[] = [
  {
    says: 'The parts of a kit are consumed as the bill has them',
    fixture: bicycle(5),
    events: (n) => [{ type: 'production.reported', data: { order: n('MO'), quantity: pieces(2) } }],
    screens: [{ do: 'make', order: 'MO', quantity: 2, rest: 'backorder' }],
  },
  {
    says: 'A kit is named as consumed: its parts are',
    fixture: bicycle(5),
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(5), consumed: [{ item: n('SET'), quantity: pieces(6) }] },
      },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 5,
        consumed: [
          { product: 'WHEEL', quantity: 12 },
          { product: 'SCREW', quantity: 60, position: 0 },
        ],
        warned: true,
      },
    ],
  },
  {
    says: 'A kit that the order does not have is consumed',
    fixture: {
      ...bicycle(5),
      boms: [
        {
          product: 'SET',
          kind: 'phantom',
          lines: [
            { product: 'WHEEL', quantity: 2 },
            { product: 'SCREW', quantity: 10 },
          ],
        },
        { product: 'BIKE', lines: [{ product: 'FRAME', quantity: 1 }] },
      ],
    },
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(5), consumed: [{ item: n('SET'), quantity: pieces(5) }] },
      },
    ],
    screens: [
      { do: 'add_component', order: 'MO', product: 'SET', quantity: 5 },
      { do: 'make', order: 'MO', quantity: 5, warned: true },
    ],
  },
  {
    says: 'A kit is issued, a part of it given back, and the order reported',
    fixture: bicycle(5),
    events: (n) => [
      { type: 'material.consumed', data: { order: n('MO'), item: n('SET'), quantity: pieces(4) } },
      { type: 'material.consumed', data: { order: n('MO'), item: n('SET'), quantity: pieces(2) } },
      { type: 'material.returned', data: { order: n('MO'), item: n('WHEEL'), quantity: pieces(1) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(5) } },
    ],
    screens: [
      {
        do: 'make',
        order: 'MO',
        quantity: 5,
        consumed: [
          { product: 'WHEEL', quantity: 11 },
          { product: 'SCREW', quantity: 60, position: 0 },
        ],
        warned: true,
      },
    ],
  },
  {
    says: 'A component that the bill does not have is consumed',
    fixture: bicycle(5),
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(5), consumed: [{ item: n('BELL'), quantity: pieces(5) }] },
      },
    ],
    screens: [
      { do: 'add_component', order: 'MO', product: 'BELL', quantity: 5 },
      { do: 'make', order: 'MO', quantity: 5, warned: true },
    ],
  },
  {
    says: 'Another consumption of a flexible bill needs no confirmation',
    fixture: bicycle(5, { consumption: 'flexible' }),
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(5), consumed: [{ item: n('FRAME'), quantity: pieces(6) }] },
      },
    ],
    screens: [{ do: 'make', order: 'MO', quantity: 5, consumed: [{ product: 'FRAME', quantity: 6 }] }],
  },
  {
    says: 'Another consumption of a strict bill is refused',
    fixture: bicycle(5, { consumption: 'strict' }),
    events: (n) => [
      {
        type: 'production.reported',
        data: { order: n('MO'), quantity: pieces(5), consumed: [{ item: n('FRAME'), quantity: pieces(6) }] },
      },
    ],
    screens: [],
    refused: 'confirmation-needed',
  },
  {
    says: 'A strict bill is reported in two parts as it stands',
    fixture: bicycle(5, { consumption: 'strict' }),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(2) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(3) } },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 2, rest: 'backorder' },
      { do: 'make', order: 'MO', quantity: 3 },
    ],
  },
  {
    says: 'A part made by another order is consumed',
    fixture: {
      products: [{ name: 'DESK' }, { name: 'DRAWER' }, { name: 'BOARD', cost: 4 }],
      boms: [
        { product: 'DRAWER', lines: [{ product: 'BOARD', quantity: 5 }] },
        {
          product: 'DESK',
          lines: [
            { product: 'DRAWER', quantity: 2 },
            { product: 'BOARD', quantity: 3 },
          ],
        },
      ],
      stock: [{ product: 'BOARD', quantity: 200 }],
      orders: [
        { name: 'SUB', product: 'DRAWER', quantity: 6 },
        { name: 'MO', product: 'DESK', quantity: 3 },
      ],
    },
    events: (n) => [
      { type: 'production.reported', data: { order: n('SUB'), quantity: pieces(6) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(3) } },
    ],
    screens: [
      { do: 'make', order: 'SUB', quantity: 6 },
      { do: 'make', order: 'MO', quantity: 3 },
    ],
  },
  {
    says: 'People reserve nothing, add a component and change the quantity before the report',
    fixture: bicycle(5),
    events: (n) => [
      {
        people: [
          { do: 'unreserve', order: 'MO' },
          { do: 'add_component', order: 'MO', product: 'BELL', quantity: 5 },
          { do: 'change_quantity', order: 'MO', quantity: 6 },
        ],
      },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(4) } },
    ],
    screens: [
      { do: 'unreserve', order: 'MO' },
      { do: 'add_component', order: 'MO', product: 'BELL', quantity: 5 },
      { do: 'change_quantity', order: 'MO', quantity: 6 },
      { do: 'make', order: 'MO', quantity: 4, warned: true, rest: 'backorder' },
    ],
  },
  {
    says: 'The rest of an order is reported as final and less than planned',
    fixture: bicycle(5),
    events: (n) => [
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(2) } },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(2), final: true } },
    ],
    screens: [
      { do: 'make', order: 'MO', quantity: 2, rest: 'backorder' },
      { do: 'make', order: 'MO', quantity: 2, rest: 'close' },
    ],
  },
  {
    says: 'Product and a component are scrapped for a reason',
    fixture: { ...bicycle(5), reasons: [{ name: 'Bent' }] },
    events: (n) => [
      {
        type: 'production.scrapped',
        data: { order: n('MO'), item: n('FRAME'), quantity: pieces(2), reason: n('Bent') },
      },
      { type: 'production.reported', data: { order: n('MO'), quantity: pieces(5) } },
      { type: 'production.scrapped', data: { order: n('MO'), quantity: pieces(1), reason: n('Bent') } },
    ],
    screens: [
      { do: 'scrap_of_order', order: 'MO', product: 'FRAME', quantity: 2, reason: 'Bent' },
      { do: 'make', order: 'MO', quantity: 5 },
      { do: 'scrap_of_order', order: 'MO', product: 'BIKE', quantity: 1, reason: 'Bent' },
    ],
  },
];
