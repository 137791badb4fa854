import {
  ago,
  backorder,
  goesOn,
  longBefore,
  meant,
  pieces,
  produce,
  report,
  toBeMade,
  work,
  worked,
  workOrder,
} from './labour-steps.ts';

export const workOrderCases = longBefore([
  {
    says: 'An operation is started, then one of four is reported',
    fixture: worked(4),
    events: (n) => [workOrder('started', n('MO'), 'Assemble', 50), report(n('MO'), 1, 3)],
    screens: [work('start', 'Assemble', 50), ...goesOn('Assemble', 1, 3)],
    meant: toBeMade,
  },
  {
    says: 'An operation is started, then one of four and then the rest are reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [work('start', 'Assemble', 50), ...goesOn('Assemble', 1, 30), produce(3, 3)],
    meant,
  },
  {
    says: 'An operation is finished for the whole order, then one of four is reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      workOrder('finished', n('MO'), 'Assemble', 10),
      report(n('MO'), 1, 3),
    ],
    screens: [work('start', 'Assemble', 50), work('finish', 'Assemble', 10), produce(1, 3, backorder)],
    meant,
  },
  {
    says: 'An operation is finished for one of four, then one is reported, then the rest',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      workOrder('finished', n('MO'), 'Assemble', 10, { quantity: pieces(1) }),
      report(n('MO'), 1, 5),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 50),
      { do: 'enter_made', order: 'MO', quantity: 1, at: ago(10) },
      work('finish', 'Assemble', 10),
      produce(1, 5, backorder),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'Operations that were never started are finished, then the order is reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('finished', n('MO'), 'Assemble', 20),
      workOrder('finished', n('MO'), 'Polish', 10),
      report(n('MO'), 4, 3),
    ],
    screens: [work('finish', 'Assemble', 20), work('finish', 'Polish', 10), produce(4, 3)],
    meant,
  },
  {
    says: 'An operation is started, paused and started again, then one of two is reported',
    fixture: worked(2),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 100),
      workOrder('paused', n('MO'), 'Assemble', 70, { reason: 'no legs' }),
      workOrder('started', n('MO'), 'Assemble', 40),
      workOrder('paused', n('MO'), 'Assemble', 20),
      report(n('MO'), 1, 3),
    ],
    screens: [
      work('start', 'Assemble', 100),
      work('pause', 'Assemble', 70),
      work('start', 'Assemble', 40),
      work('pause', 'Assemble', 20),
      produce(1, 3, backorder),
    ],
    meant,
  },
  {
    says: 'Both operations are timed by events and the order is reported as a whole',
    fixture: worked(3),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 100),
      workOrder('finished', n('MO'), 'Assemble', 60),
      workOrder('started', n('MO'), 'Polish', 50),
      workOrder('finished', n('MO'), 'Polish', 20),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 100),
      work('finish', 'Assemble', 60),
      work('start', 'Polish', 50),
      work('finish', 'Polish', 20),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'A final report with a started operation closes the order short',
    fixture: worked(4),
    events: (n) => [workOrder('started', n('MO'), 'Assemble', 50), report(n('MO'), 3, 3, { final: true })],
    screens: [work('start', 'Assemble', 50), produce(3, 3, { rest: 'close' })],
    meant,
  },
  {
    says: 'Components that belong to an operation are taken when it is finished for the whole order',
    fixture: worked(4, {
      bom: {
        lines: [
          { product: 'TOP', quantity: 1, operation: 'Polish' },
          { product: 'LEG', quantity: 4, operation: 'Assemble' },
        ],
      },
    }),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      workOrder('finished', n('MO'), 'Assemble', 20),
      report(n('MO'), 4, 3),
    ],
    screens: [work('start', 'Assemble', 50), work('finish', 'Assemble', 20), produce(4, 3)],
    meant,
  },
  {
    says: 'Components that belong to a finished operation are taken for a part',
    fixture: worked(4, {
      bom: {
        lines: [
          { product: 'TOP', quantity: 1, operation: 'Polish' },
          { product: 'LEG', quantity: 4, operation: 'Assemble' },
        ],
      },
    }),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      workOrder('finished', n('MO'), 'Assemble', 20),
      report(n('MO'), 1, 3),
    ],
    screens: [work('start', 'Assemble', 50), work('finish', 'Assemble', 20), produce(1, 3, backorder)],
    meant: [
      ...meant,
      {
        line: / (LEG|TABLE) .* value |(quant|value) (LEG|TABLE) ?/,
        why: 'Done in Odoo takes the legs of all four at once, and the rest of the order takes its own once more',
      },
    ],
  },
  {
    says: 'An order by lot with a started operation is reported in two lots',
    fixture: {
      ...worked(4),
      products: [
        { name: 'TABLE', category: 'MADE', tracking: 'lot' },
        { name: 'TOP', cost: 30 },
        { name: 'LEG', cost: 5 },
      ],
    },
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      report(n('MO'), 1, 30, { lot: { number: n('L1') } }),
      report(n('MO'), 3, 3, { lot: { number: n('L2') } }),
    ],
    screens: [
      work('start', 'Assemble', 50),
      ...goesOn('Assemble', 1, 30, { lots: ['L1'] }),
      produce(3, 3, { lots: ['L2'] }),
    ],
    meant,
  },
  {
    says: 'An operation that was never started is finished for one of four, then one is reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('finished', n('MO'), 'Assemble', 10, { quantity: pieces(1) }),
      report(n('MO'), 1, 3),
    ],
    screens: [
      { do: 'enter_made', order: 'MO', quantity: 1, at: ago(10) },
      work('finish', 'Assemble', 10),
      produce(1, 3, backorder),
    ],
    meant,
  },
  {
    says: 'All operations are finished, then the order is reported in two parts',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 100),
      workOrder('finished', n('MO'), 'Assemble', 60),
      workOrder('finished', n('MO'), 'Polish', 50),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 100),
      work('finish', 'Assemble', 60),
      work('finish', 'Polish', 50),
      produce(1, 30, backorder),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'A person starts an operation after what a late report says was made: it goes on in the rest',
    fixture: worked(4),
    events: (n) => [
      { people: [work('start', 'Assemble', 20)] },
      report(n('MO'), 1, 40),
      report(n('MO'), 3, 3),
    ],
    screens: [produce(1, 40, backorder), work('start', 'Assemble', 20), produce(3, 3)],
    meant,
  },
  {
    says: 'An operation that a person started is finished by an event, and its timer ends',
    fixture: worked(4),
    events: (n) => [
      { people: [work('start', 'Assemble', 50)] },
      workOrder('finished', n('MO'), 'Assemble', 20),
      report(n('MO'), 4, 3),
    ],
    screens: [work('start', 'Assemble', 50), work('finish', 'Assemble', 20), produce(4, 3)],
    meant,
  },
  {
    says: 'That one of four was finished is told after its report: the operation of the rest stays open',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      report(n('MO'), 1, 30),
      workOrder('finished', n('MO'), 'Assemble', 35, { quantity: pieces(1) }),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 50),
      { do: 'enter_made', order: 'MO', quantity: 1, at: ago(35) },
      work('finish', 'Assemble', 35),
      produce(1, 30, backorder),
      produce(3, 3),
    ],
    meant: [
      ...meant,
      {
        line: /(move|value) TABLE[: ]/,
        why: 'A part keeps the labour cost that its operations had when it was reported; their times are corrected',
      },
    ],
  },
]);
