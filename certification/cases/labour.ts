import type { Case } from '../case.ts';
import {
  ago,
  backorder,
  goesOn,
  labor,
  meant,
  overTheExpected,
  produce,
  report,
  time,
  work,
  worked,
  workOrder,
} from './labour-steps.ts';

export const labourCases: Case[] = [
  {
    says: 'Labour of one operation is reported, then an order in two parts',
    fixture: worked(4),
    events: (n) => [labor(n('MO'), 'Assemble', 90, 40), report(n('MO'), 1, 30), report(n('MO'), 3, 3)],
    screens: [time('Assemble', 90, 40), produce(1, 30, backorder), produce(3, 3)],
    meant,
  },
  {
    says: 'Labour is reported before each of three parts of an order',
    fixture: worked(6),
    events: (n) => [
      labor(n('MO'), 'Assemble', 120, 100),
      report(n('MO'), 1, 95),
      labor(n('MO'), 'Polish', 90, 60),
      report(n('MO'), 2, 50),
      labor(n('MO'), 'Assemble', 45, 10),
      report(n('MO'), 3, 3),
    ],
    screens: [
      time('Assemble', 120, 100),
      produce(1, 95, backorder),
      time('Polish', 90, 60),
      produce(2, 50, backorder),
      time('Assemble', 45, 10),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'Labour over the expected time is performance loss',
    fixture: worked(1),
    events: (n) => [
      labor(n('MO'), 'Polish', 90, 40),
      labor(n('MO'), 'Polish', 35, 30),
      report(n('MO'), 1, 3),
    ],
    screens: [time('Polish', 90, 40), time('Polish', 35, 30), produce(1, 3)],
    meant,
  },
  {
    says: 'A report brings its own labour for a part of the order',
    fixture: worked(4),
    events: (n) => [
      report(n('MO'), 1, 30, { labour: [{ operation: 'Assemble', startedAt: ago(75), endedAt: ago(35) }] }),
      report(n('MO'), 3, 3, { labour: [{ operation: 'Polish', startedAt: ago(25), endedAt: ago(5) }] }),
    ],
    screens: [time('Assemble', 75, 35), produce(1, 30, backorder), time('Polish', 25, 5), produce(3, 3)],
    meant,
  },
  {
    says: 'More than ordered is reported after labour',
    fixture: worked(2),
    events: (n) => [labor(n('MO'), 'Assemble', 90, 10), report(n('MO'), 3, 3)],
    screens: [time('Assemble', 90, 10), produce(3, 3)],
    meant,
  },
  {
    says: 'The product is valued at standard cost after labour',
    fixture: worked(4, { cost: 'standard' }),
    events: (n) => [labor(n('MO'), 'Assemble', 90, 40), report(n('MO'), 1, 30), report(n('MO'), 3, 3)],
    screens: [time('Assemble', 90, 40), produce(1, 30, backorder), produce(3, 3)],
    meant,
  },
  {
    says: 'The product is valued first in, first out after labour',
    fixture: worked(4, { cost: 'fifo' }),
    events: (n) => [
      workOrder('started', n('MO'), 'Polish', 90),
      report(n('MO'), 3, 30),
      report(n('MO'), 1, 3),
    ],
    screens: [work('start', 'Polish', 90), ...goesOn('Polish', 3, 30), produce(1, 3)],
    meant: [...meant, overTheExpected],
  },
  {
    says: 'Labour of a part is posted to the journal',
    fixture: worked(4, { cost: 'average', valuation: 'real_time', posts_labour: true }),
    events: (n) => [
      workOrder('started', n('MO'), 'Polish', 90),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [work('start', 'Polish', 90), ...goesOn('Polish', 1, 30), produce(3, 3)],
    meant: [...meant, overTheExpected],
  },
  {
    says: 'Two spans of labour are together longer than expected',
    fixture: worked(1),
    events: (n) => [
      labor(n('MO'), 'Assemble', 90, 50),
      labor(n('MO'), 'Assemble', 45, 15),
      report(n('MO'), 1, 3),
    ],
    screens: [time('Assemble', 90, 50), time('Assemble', 45, 15), produce(1, 3)],
    meant,
  },
  {
    says: 'Labour comes after the order was reported as a whole',
    fixture: worked(2),
    events: (n) => [report(n('MO'), 2, 60), labor(n('MO'), 'Assemble', 100, 70)],
    screens: [produce(2, 60), time('Assemble', 100, 70)],
    warns: /MO is done: its products keep the value that they were given before this time of Assemble/,
    meant: [
      ...meant,
      {
        line: /time MO Assemble |work order MO Assemble /,
        why: 'the reported time takes the place of the assumed one; in Odoo a person must delete that',
      },
    ],
  },
];
