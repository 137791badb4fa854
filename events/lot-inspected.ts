import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, duplicatesIn, text } from './fields.ts';
import { lotFields, orderingKeyOfLot } from './lots.ts';
import { unitCode } from './units.ts';

const finite = z.number().min(-1e12, 'must be at least -1e12').max(1e12, 'must be at most 1e12');

const result = z
  .strictObject({
    characteristic: code('Characteristic', 'TestSpecification ID'),
    value: z.union([finite, text(128).min(1)]).meta({ description: 'measured, or found: a number or words' }),
    unit: z
      .union([unitCode, text(16).min(1)])
      .optional()
      .meta({ description: 'UN/CEFACT code, or how the laboratory writes it (pH, CFU/g)' }),
    lower: finite.optional().meta({ description: 'least that passes' }),
    upper: finite.optional().meta({ description: 'most that passes' }),
    verdict: z.enum(['pass', 'fail']),
  })
  .superRefine(({ value, lower, upper, verdict }, context) => {
    const fail = (path: string, message: string, rule: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    if (lower !== undefined && upper !== undefined && lower > upper)
      fail('lower', `must not be greater than upper, ${upper}`, 'limits');
    if (typeof value !== 'number') {
      // What a laboratory writes as `<10` is for it to judge.
      if ((lower ?? upper) !== undefined && /^\s*[+-]?[\d.,]+\s*$/.test(value))
        fail('value', 'must be a number and no text, to be compared with its limits', 'type');
      return;
    }
    const outside = (lower !== undefined && value < lower) || (upper !== undefined && value > upper);
    // A laboratory may fail what lies within its limits; the other way round somebody mistook something.
    if (outside && verdict === 'pass')
      fail('verdict', `${value} lies outside of the limits and cannot pass`, 'within-limits');
  });

const data = z
  .strictObject({
    ...lotFields,
    verdict: z.enum(['pass', 'fail', 'pending']).meta({
      description: 'of the lot as a whole; pending: samples were taken, and the laboratory is still at it',
    }),
    results: z.array(result).max(200).optional(),
    inspection: code('Inspection', 'TestResult ID')
      .optional()
      .meta({ description: 'number of the inspection' }),
    certificate: text(500)
      .min(1)
      .optional()
      .meta({ description: 'where the certificate of analysis can be read' }),
    inspectedBy: code('Person', 'Person ID').optional(),
  })
  .superRefine(({ verdict, results = [] }, context) => {
    const failed = results.find((each) => each.verdict === 'fail');
    if (verdict === 'pass' && failed)
      context.addIssue({
        code: 'custom',
        path: ['verdict'],
        message: `must not be pass: ${failed.characteristic} failed`,
        params: { rule: 'verdict-of-results' },
      });
    const names = results.map(({ characteristic }) => characteristic);
    duplicatesIn(names, (index) => ['results', index, 'characteristic'], 'characteristic', context);
  });

const viscosity = {
  characteristic: 'Viscosity',
  value: 31.5,
  unit: 'mPa.s',
  lower: 28,
  upper: 36,
  verdict: 'pass',
} as const;

export const lotInspected = defineEvent({
  name: 'lot.inspected',
  version: 1,
  summary: 'A laboratory examined a lot, and says what it found and whether the lot passes',
  isa95: 'TestResult',
  latency: 'immediate',
  // Lot messages are compared by their own time: a refused one must not block a hold that comes after it.
  supersedes: true,
  owner: 'lot',
  data,
  subject: ({ lot }) => lot,
  orderingKey: orderingKeyOfLot,
  samples: {
    valid: {
      'a lot that passes': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        verdict: 'pass',
        results: [
          viscosity,
          { characteristic: 'Taste', value: 'typical', verdict: 'pass' },
          { characteristic: 'Moulds', value: '<10', unit: 'CFU/g', upper: 50, verdict: 'pass' },
        ],
        inspection: 'LIMS-20417',
        certificate: 'https://lims.example.com/coa/20417',
        inspectedBy: 'lab.nilsen',
      },
      'a lot that fails': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        verdict: 'fail',
        results: [{ ...viscosity, value: 21, verdict: 'fail' }],
      },
      'samples were taken': { item: 'YOGHURT', lot: 'Y26-1123-1', verdict: 'pending' },
    },
    invalid: {
      'no verdict': { data: { item: 'Y', lot: 'L' }, pointer: '/data/verdict', rule: 'required' },
      'a value outside of its limits that passes': {
        data: { item: 'Y', lot: 'L', verdict: 'fail', results: [{ ...viscosity, value: 40 }] },
        pointer: '/data/results/0/verdict',
        rule: 'within-limits',
      },
      'a number in words, beside limits': {
        data: { item: 'Y', lot: 'L', verdict: 'pass', results: [{ ...viscosity, value: '31.5' }] },
        pointer: '/data/results/0/value',
        rule: 'type',
      },
      'a lot that passes with a result that failed': {
        data: { item: 'Y', lot: 'L', verdict: 'pass', results: [{ ...viscosity, verdict: 'fail' }] },
        pointer: '/data/verdict',
        rule: 'verdict-of-results',
      },
      'limits the wrong way round': {
        data: {
          item: 'Y',
          lot: 'L',
          verdict: 'fail',
          results: [{ ...viscosity, lower: 40, verdict: 'fail' }],
        },
        pointer: '/data/results/0/lower',
        rule: 'limits',
      },
      'a characteristic named twice': {
        data: { item: 'Y', lot: 'L', verdict: 'pass', results: [viscosity, viscosity] },
        pointer: '/data/results/1/characteristic',
        rule: 'unique',
      },
    },
  },
});
