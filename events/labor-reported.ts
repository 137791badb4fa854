import * as z from 'zod';
import { atOperation, namesOperation, note } from './at-operation.ts';
import { defineEvent } from './define-event.ts';
import { text, timestamp } from './fields.ts';

const sevenDays = 7 * 24 * 3600 * 1000;

const data = z
  .strictObject({
    ...atOperation,
    startedAt: timestamp,
    endedAt: timestamp,
    person: text(100).optional().meta({
      description: "name or number of who worked; kept in the time's description",
      isa95: 'Person ID',
    }),
    note,
  })
  .superRefine(namesOperation)
  .refine((labor) => Date.parse(labor.endedAt) > Date.parse(labor.startedAt), {
    path: ['endedAt'],
    message: 'must be after startedAt',
    params: { rule: 'after' },
  })
  .refine((labor) => Date.parse(labor.endedAt) - Date.parse(labor.startedAt) <= sevenDays, {
    path: ['endedAt'],
    message: 'must be at most seven days after startedAt',
    params: { rule: 'duration' },
  });

const shift = { startedAt: '2026-11-23T06:00:00+01:00', endedAt: '2026-11-23T07:30:00+01:00' };

export const laborReported = defineEvent({
  name: 'labor.reported',
  version: 1,
  summary: 'Somebody worked on an operation of a production order, from when to when',
  isa95: 'PersonnelActual',
  latency: 'gathered',
  gatherSeconds: 5,
  owner: 'labor',
  data,
  subject: (labor) => labor.order,
  orderingKey: (labor) => `order/${labor.order}`,
  samples: {
    valid: {
      'at a work centre': { order: 'OSL/MO/1001', workCenter: 'LINE-1', ...shift },
      'of a person, with a note': {
        order: 'OSL/MO/1001',
        operation: 'Fill',
        ...shift,
        person: '4711',
        note: 'helped out',
      },
    },
    invalid: {
      'an end before its start': {
        data: { order: 'A', operation: 'Fill', startedAt: shift.endedAt, endedAt: shift.startedAt },
        pointer: '/data/endedAt',
        rule: 'after',
      },
      'more than a week': {
        data: { order: 'A', operation: 'Fill', ...shift, endedAt: '2026-12-01T06:00:00+01:00' },
        pointer: '/data/endedAt',
        rule: 'duration',
      },
      'neither operation nor work centre': {
        data: { order: 'A', ...shift },
        pointer: '/data/operation',
        rule: 'required',
      },
    },
  },
});
