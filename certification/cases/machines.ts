import {
  ago,
  backorder,
  goesOn,
  labor,
  longBefore,
  meant,
  pieces,
  produce,
  report,
  time,
  toBeMade,
  work,
  worked,
  workOrder,
} from './labour-steps.ts';

export const machineCases = longBefore([
  {
    says: 'A work centre of four fifths efficiency with setup and cleanup is charged for a part',
    fixture: worked(4, { bench: { efficiency: 80, hourly: 48, time_start: 10, time_stop: 5 } }),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      workOrder('paused', n('MO'), 'Assemble', 40),
      report(n('MO'), 1, 30),
      report(n('MO'), 3, 3),
    ],
    screens: [
      work('start', 'Assemble', 50),
      work('pause', 'Assemble', 40),
      produce(1, 30, backorder),
      produce(3, 3),
    ],
    meant,
  },
  {
    says: 'A batch that the work centre makes at once is charged by cycles',
    fixture: worked(9, { bench: { at_once: 4 } }),
    events: (n) => [labor(n('MO'), 'Polish', 60, 50), report(n('MO'), 5, 30), report(n('MO'), 4, 3)],
    screens: [time('Polish', 60, 50), produce(5, 30, backorder), produce(4, 3)],
    meant,
  },
  {
    says: 'A counter says three of four were made, then two are reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      {
        type: 'machine.counted',
        time: ago(20),
        data: { machine: n('BENCH'), order: n('MO'), count: pieces(3) },
      },
      report(n('MO'), 2, 3),
    ],
    screens: [
      work('start', 'Assemble', 50),
      { do: 'enter_made', order: 'MO', quantity: 3, at: ago(20) },
      ...goesOn('Assemble', 2, 3),
    ],
    meant: toBeMade,
  },
  {
    says: 'A counter of an operation says three of four were made, then two are reported',
    fixture: worked(4),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 50),
      {
        type: 'machine.counted',
        time: ago(20),
        data: { machine: n('BENCH'), order: n('MO'), operation: 'Assemble', count: pieces(3) },
      },
      report(n('MO'), 2, 3),
    ],
    screens: [work('start', 'Assemble', 50), ...goesOn('Assemble', 2, 3)],
    meant: toBeMade,
  },
  {
    says: 'A new hourly rate of a machine counts for the part reported after it',
    fixture: worked(2),
    events: (n) => [
      report(n('MO'), 1, 30),
      {
        type: 'machine-rate.reported',
        time: ago(20),
        data: { machine: n('BENCH'), machineRate: { value: 72, currency: 'USD' }, validFrom: ago(25) },
      },
      report(n('MO'), 1, 3),
    ],
    screens: [produce(1, 30, backorder), { do: 'set_rate', workcenter: 'BENCH', hourly: 72 }, produce(1, 3)],
    meant,
  },
  {
    says: 'A work centre that has two operations of the order is refused with their names',
    fixture: worked(4),
    events: (n) => [
      { type: 'work-order.started', time: ago(50), data: { order: n('MO'), workCenter: n('BENCH') } },
    ],
    screens: [],
    refused: 'ambiguous-operation',
  },
  {
    says: 'A work centre that has one operation left is enough',
    fixture: worked(2),
    events: (n) => [
      workOrder('started', n('MO'), 'Assemble', 90),
      workOrder('finished', n('MO'), 'Assemble', 50),
      { type: 'work-order.started', time: ago(40), data: { order: n('MO'), workCenter: n('BENCH') } },
      { type: 'work-order.finished', time: ago(10), data: { order: n('MO'), workCenter: n('BENCH') } },
      report(n('MO'), 2, 3),
    ],
    screens: [
      work('start', 'Assemble', 90),
      work('finish', 'Assemble', 50),
      work('start', 'Polish', 40),
      work('finish', 'Polish', 10),
      produce(2, 3),
    ],
    meant,
  },
]);
