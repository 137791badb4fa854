import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { countedQuantity, date, duplicatesIn } from './fields.ts';

const total = z
  .strictObject({
    event: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'must be the name of an event, e.g. production.reported')
      .meta({ title: 'Event', examples: ['production.reported'] }),
    count: z.int().min(0).max(1e9).meta({ description: 'events with a time of that day' }),
    sums: z
      .array(countedQuantity)
      .max(20)
      .optional()
      .meta({ description: "sum of the events' quantities, or of their lines', one for each unit" }),
  })
  .meta({ title: 'Control total' });

const system = z
  .strictObject({
    system: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be the last part of a source, e.g. mes'),
    lastSequence: z.string().max(20).regex(/^\d+$/, 'must be digits').optional().meta({
      description: 'sequence of its last event of that day; with it, missing ones at the end are found',
    }),
    totals: z.array(total).max(100),
  })
  .superRefine(({ totals }, context) => {
    duplicatesIn(
      totals.map(({ event }) => event),
      (index) => ['totals', index, 'event'],
      'event',
      context,
    );
    totals.forEach(({ sums = [] }, index) => {
      duplicatesIn(
        sums.map(({ unit }) => unit),
        (place) => ['totals', index, 'sums', place, 'unit'],
        'unit',
        context,
      );
    });
  })
  .meta({ title: 'What a system sent' });

const data = z
  .strictObject({
    date: date.meta({ description: "a day of the plant, in the plant's own time zone" }),
    systems: z.array(system).min(1).max(20),
  })
  .superRefine(({ systems }, context) =>
    duplicatesIn(
      systems.map((each) => each.system),
      (index) => ['systems', index, 'system'],
      'system',
      context,
    ),
  );

const reports = (count: number) => ({ event: 'production.reported', count });

export const dayClosed = defineEvent({
  name: 'day.closed',
  version: 1,
  summary: 'A day of the plant is over: how many events its systems sent for it, and their total quantities',
  isa95: 'OperationsPerformance',
  latency: 'batch',
  posted: false,
  owner: 'day',
  data,
  subject: ({ date }) => date,
  orderingKey: ({ date }) => `day/${date}`,
  samples: {
    valid: {
      'a day of two systems': {
        date: '2026-11-23',
        systems: [
          {
            system: 'mes',
            lastSequence: '004711',
            totals: [
              { ...reports(38), sums: [{ value: 12_400, unit: 'KGM' }] },
              { event: 'labor.reported', count: 12 },
            ],
          },
          { system: 'wms', totals: [{ event: 'stock.moved', count: 0 }] },
        ],
      },
    },
    invalid: {
      'a total sent twice': {
        data: { date: '2026-11-23', systems: [{ system: 'mes', totals: [reports(1), reports(2)] }] },
        pointer: '/data/systems/0/totals/1/event',
        rule: 'unique',
      },
      'a sequence that is no number': {
        data: { date: '2026-11-23', systems: [{ system: 'mes', lastSequence: 'A-1', totals: [] }] },
        pointer: '/data/systems/0/lastSequence',
        rule: 'format',
      },
      'a day that does not exist': {
        data: { date: '2026-02-30', systems: [{ system: 'mes', totals: [] }] },
        pointer: '/data/date',
        rule: 'format',
      },
    },
  },
});
