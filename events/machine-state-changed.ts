import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, order, text, timestamp, workCenter } from './fields.ts';

/** After PackML (ISA-TR88.00.02), as far as business asks: what a machine does, not how its program gets there. */
const machineStates = [
  'running',
  'idle',
  'setup',
  'held',
  'suspended',
  'stopped',
  'fault',
  'maintenance',
] as const;

const data = z
  .strictObject({
    machine: workCenter,
    state: z.enum(machineStates).meta({
      description:
        'held: stopped by a cause in the machine, suspended: waits for material or the next machine, stopped: by a person, fault: by a failure',
    }),
    since: timestamp,
    until: timestamp.optional().meta({ description: 'given when the state is over' }),
    reason: code('Stop reason').optional().meta({ description: "the plant's code of the reason" }),
    order: order.optional(),
    note: text(200).optional(),
  })
  .refine(({ since, until }) => until === undefined || Date.parse(until) > Date.parse(since), {
    path: ['until'],
    message: 'must be after since',
    params: { rule: 'after' },
  });

export const machineStateChanged = defineEvent({
  name: 'machine.state-changed',
  version: 1,
  summary: 'A machine runs, waits, stopped or failed, since when and why',
  isa95: 'OperationsEvent',
  latency: 'batch',
  posted: false,
  owner: 'machine',
  data,
  subject: (change) => change.machine,
  orderingKey: (change) => `machine/${change.machine}`,
  samples: {
    valid: {
      'it runs': { machine: 'LINE-1', state: 'running', since: '2026-11-23T06:00:00+01:00' },
      'a fault that is over, with its reason and order': {
        machine: 'LINE-1',
        state: 'fault',
        since: '2026-11-23T07:10:00+01:00',
        until: '2026-11-23T07:22:00+01:00',
        reason: 'E-104',
        order: 'OSL/MO/1001',
      },
    },
    invalid: {
      'a state of no list': {
        data: { machine: 'LINE-1', state: 'sleeping', since: '2026-11-23T06:00:00+01:00' },
        pointer: '/data/state',
        rule: 'enum',
      },
      'an end before it began': {
        data: {
          machine: 'LINE-1',
          state: 'idle',
          since: '2026-11-23T06:00:00+01:00',
          until: '2026-11-23T05:00:00+01:00',
        },
        pointer: '/data/until',
        rule: 'after',
      },
      'no machine': {
        data: { state: 'idle', since: '2026-11-23T06:00:00+01:00' },
        pointer: '/data/machine',
        rule: 'required',
      },
    },
  },
});
