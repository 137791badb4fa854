import { defineDataset } from './define-dataset.ts';

/* Reports of machines from the event store, and OEE from them. */

const machine = 'string: the plant’s code of the machine';
const event = 'string: key of the event that said so';

export const machineState = defineDataset(
  'machine_state',
  'a stretch of the day in which a machine was in one state; what goes on over midnight is cut there',
  {
    machine,
    state: 'string: running, idle, setup, held, suspended, stopped, fault or maintenance',
    started_at: 'timestamp: when it began, or the beginning of the day',
    ended_at: 'timestamp: when it ended, or the end of the day, or how far the history goes',
    seconds: 'double: between them',
    reason: 'string: the plant’s code of the reason',
    production_order: 'string: what the machine was making',
    event,
  },
);

export const machineCount = defineDataset('machine_count', 'a reading of a machine’s counter', {
  machine,
  production_order: 'string: what the machine was making',
  operation: 'string: of the order',
  counted_at: 'timestamp: when the counter was read',
  counted: 'double: good quantity since the order or operation began',
  scrap_counted: 'double: scrap since then',
  good: 'double: good quantity since the reading before; none: there was none to compare with',
  scrap: 'double: scrap since the reading before',
  unit: 'string: UN/CEFACT code of the unit',
  cycle_seconds: 'double: how long the last cycle took',
  event,
});

export const oee = defineDataset(
  'oee',
  'a machine in a shift that is over; of the day on which the shift began. What is not known is null, never 0 or 1',
  {
    machine,
    shift: 'string: name of the shift',
    started_at: 'timestamp: beginning of the shift',
    ended_at: 'timestamp: its end',
    planned_seconds: 'double: the shift without its planned pauses',
    run_seconds: 'double: of these, the machine ran',
    unknown_seconds: 'double: of these, nobody said what the machine did',
    good: 'double: good quantity, by the counters',
    scrap: 'double: scrap, by the counters',
    ideal_seconds: 'double: the least time for what was made, good or scrap, at the ideal cycle',
    availability: 'double: run time of planned time',
    performance:
      'double: ideal time of run time; at most 1, as an ideal cycle that is beaten was not the ideal',
    quality: 'double: good of all that was made',
    oee: 'double: product of the three',
  },
);
