import {
  ago,
  assembleAndPolish,
  backorder,
  goesOn,
  labor,
  longBefore,
  meant,
  overTheExpected,
  produce,
  report,
  time,
  work,
  worked,
  workOrder,
} from './labour-steps.ts';

export const routingCases = longBefore([
  {
    says: 'A part made in an order of its own goes into the table, both with labour',
    fixture: {
      workcenters: [
        { name: 'BENCH', hourly: 36 },
        { name: 'SAW', hourly: 60, efficiency: 50 },
      ],
      categories: [{ name: 'MADE', cost: 'average' }],
      products: [
        { name: 'TABLE', category: 'MADE' },
        { name: 'FRAME', category: 'MADE' },
        { name: 'TOP', cost: 30 },
        { name: 'BEAM', cost: 8 },
      ],
      boms: [
        {
          product: 'FRAME',
          lines: [{ product: 'BEAM', quantity: 3 }],
          operations: [{ name: 'Cut', workcenter: 'SAW', minutes: 12 }],
        },
        {
          product: 'TABLE',
          lines: [
            { product: 'FRAME', quantity: 1 },
            { product: 'TOP', quantity: 1 },
          ],
          operations: assembleAndPolish,
        },
      ],
      stock: [
        { product: 'BEAM', quantity: 100 },
        { product: 'TOP', quantity: 100 },
      ],
      orders: [
        { name: 'FRAMES', product: 'FRAME', quantity: 4 },
        { name: 'MO', product: 'TABLE', quantity: 4 },
      ],
    },
    events: (n) => [
      workOrder('started', n('FRAMES'), 'Cut', 100),
      report(n('FRAMES'), 2, 80),
      report(n('FRAMES'), 2, 60),
      labor(n('MO'), 'Polish', 55, 45),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Cut', 100, 'FRAMES'),
      ...goesOn('Cut', 2, 80, { order: 'FRAMES' }),
      produce(2, 60, { order: 'FRAMES' }),
      time('Polish', 55, 45),
      produce(1, 30, backorder),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'Operations of a kit within the BOM are charged for a part',
    fixture: {
      workcenters: [
        { name: 'BENCH', hourly: 36 },
        { name: 'SAW', hourly: 60 },
      ],
      categories: [{ name: 'MADE', cost: 'average' }],
      products: [
        { name: 'TABLE', category: 'MADE' },
        { name: 'FRAME' },
        { name: 'TOP', cost: 30 },
        { name: 'BEAM', cost: 8 },
      ],
      boms: [
        {
          product: 'FRAME',
          kind: 'phantom',
          lines: [{ product: 'BEAM', quantity: 3 }],
          operations: [{ name: 'Cut', workcenter: 'SAW', minutes: 12 }],
        },
        {
          product: 'TABLE',
          lines: [
            { product: 'FRAME', quantity: 2 },
            { product: 'TOP', quantity: 1 },
          ],
          operations: assembleAndPolish,
        },
      ],
      stock: [
        { product: 'BEAM', quantity: 100 },
        { product: 'TOP', quantity: 100 },
      ],
      orders: [{ name: 'MO', product: 'TABLE', quantity: 4 }],
    },
    events: (n) => [workOrder('started', n('MO'), 'Cut', 50), report(n('MO'), 1, 30), report(n('MO'), 3, 3)],
    screens: [work('start', 'Cut', 50), ...goesOn('Cut', 1, 30), produce(3, 3)],
    meant: [...meant, overTheExpected],
  },
  {
    says: 'The BOM makes six at a time and the order is in packs of six',
    fixture: worked(2, {
      unit: 'Pack of 6',
      bom: {
        quantity: 6,
        lines: [
          { product: 'TOP', quantity: 6 },
          { product: 'LEG', quantity: 24 },
        ],
      },
    }),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      report(n('MO'), 6, 30),
      report(n('MO'), 6, 3),
    ],
    screens: [work('start', 'Assemble', 50), ...goesOn('Assemble', 1, 30), produce(1, 3)],
    meant,
  },
  {
    says: 'A person added an operation and changed the minutes of another',
    fixture: worked(4),
    events: (n) => [
      { people: [{ do: 'add_operation', order: 'MO', operation: 'Pack', workcenter: 'BENCH', minutes: 40 }] },
      { people: [{ do: 'change_minutes', order: 'MO', operation: 'Polish', minutes: 100 }] },
      labor(n('MO'), 'Assemble', 90, 80),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [
      { do: 'add_operation', order: 'MO', operation: 'Pack', workcenter: 'BENCH', minutes: 40 },
      { do: 'change_minutes', order: 'MO', operation: 'Polish', minutes: 100 },
      time('Assemble', 90, 80),
      produce(1, 30, backorder),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'A person works on one operation in Odoo while the plant reports a part',
    fixture: worked(4),
    events: (n) => [
      { people: [work('start', 'Assemble', 50)] },
      report(n('MO'), 1, 30),
      { people: [work('start', 'Assemble', 20)] },
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 50),
      produce(1, 30, backorder),
      work('start', 'Assemble', 20),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'A person had entered three of four in the order when all four are reported',
    fixture: worked(4),
    events: (n) => [
      { people: [{ do: 'enter_made', order: 'MO', quantity: 3, at: ago(20) }] },
      report(n('MO'), 4, 3),
    ],
    screens: [{ do: 'enter_made', order: 'MO', quantity: 3, at: ago(20) }, produce(4, 3)],
    meant,
  },
  {
    says: 'An operation whose cost is estimated is charged for the part, whatever it took',
    fixture: worked(4, {
      bom: {
        operations: [
          { name: 'Assemble', workcenter: 'BENCH', minutes: 60, estimated: true },
          { name: 'Polish', workcenter: 'BENCH', minutes: 20 },
        ],
      },
    }),
    events: (n) => [labor(n('MO'), 'Assemble', 60, 50), report(n('MO'), 1, 30), report(n('MO'), 3, 3)],
    screens: [time('Assemble', 60, 50), produce(1, 30, backorder), produce(3, 3)],
    meant,
  },
]);
