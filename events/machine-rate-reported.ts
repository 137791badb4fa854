import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { timestamp, workCenter } from './fields.ts';

const hourly = (description: string) =>
  z
    .strictObject({
      value: z.number().min(0, 'must not be negative').max(1e9, 'must be at most 1e9'),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as EUR')
        .meta({ examples: ['EUR'] }),
    })
    .meta({ title: 'Hourly rate', description, isa95: 'EquipmentProperty Value' });

const data = z
  .strictObject({
    machine: workCenter,
    machineRate: hourly('what an hour of the machine costs, without its energy if that is said by itself'),
    energyRate: hourly('what the energy of an hour costs').optional(),
    validFrom: timestamp.meta({
      description:
        'since when; an older rate that comes late changes nothing, one of the future is not booked yet',
    }),
  })
  .refine(({ machineRate, energyRate }) => !energyRate || energyRate.currency === machineRate.currency, {
    path: ['energyRate', 'currency'],
    message: 'must be that of the machine rate',
    params: { rule: 'consistent' },
  });

export const machineRateReported = defineEvent({
  name: 'machine-rate.reported',
  version: 1,
  summary: 'The plant says what an hour of a machine really costs',
  isa95: 'EquipmentProperty',
  latency: 'immediate',
  supersedes: true,
  owner: 'machine-rate',
  data,
  subject: ({ machine }) => machine,
  orderingKey: ({ machine }) => `machine-rate/${machine}`,
  samples: {
    valid: {
      'machine and energy': {
        machine: 'FILLER-1',
        machineRate: { value: 52, currency: 'NOK' },
        energyRate: { value: 8.4, currency: 'NOK' },
        validFrom: '2026-11-01T00:00:00+01:00',
      },
      'one rate for all': {
        machine: 'FILLER-1',
        machineRate: { value: 60.4, currency: 'NOK' },
        validFrom: '2026-11-01T00:00:00+01:00',
      },
    },
    invalid: {
      'two currencies': {
        data: {
          machine: 'FILLER-1',
          machineRate: { value: 52, currency: 'NOK' },
          energyRate: { value: 0.8, currency: 'EUR' },
          validFrom: '2026-11-01T00:00:00+01:00',
        },
        pointer: '/data/energyRate/currency',
        rule: 'consistent',
      },
      'a negative rate': {
        data: {
          machine: 'FILLER-1',
          machineRate: { value: -1, currency: 'NOK' },
          validFrom: '2026-11-01T00:00:00+01:00',
        },
        pointer: '/data/machineRate/value',
        rule: 'minimum',
      },
      'no date': {
        data: { machine: 'FILLER-1', machineRate: { value: 1, currency: 'NOK' } },
        pointer: '/data/validFrom',
        rule: 'required',
      },
    },
  },
});
