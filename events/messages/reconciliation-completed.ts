import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { date, timestamp } from '../fields.ts';

/** Causes of a difference, the most certain first. */
export const driftCauses = [
  'code-unknown',
  'item-archived',
  'event-quarantined',
  'event-parked',
  'event-in-flight',
  'event-skipped',
  'late-event',
  'manual-change',
  'order-changed-in-odoo',
  'lot-differs',
  'location-differs',
  'sequence-missing',
  'events-missing',
  'unexplained',
] as const;
export type DriftCause = (typeof driftCauses)[number];

const causesOfDifference = z
  .array(
    z.strictObject({
      cause: z.enum(driftCauses),
      share: z.number().optional().meta({ description: 'how much of the difference it explains' }),
      evidence: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    }),
  )
  .meta({ id: 'causes-of-difference' });

export const driftLine = z
  .strictObject({
    line: z.string().meta({ description: 'names the line within its report' }),
    kind: z.enum(['stock', 'order', 'sequence', 'total']),
    item: z.string().optional(),
    lot: z.string().optional(),
    location: z.string().optional(),
    order: z.string().optional(),
    of: z.enum(['status', 'produced', 'scrapped']).optional().meta({ description: 'what of the order' }),
    system: z.string().optional(),
    date: date.optional(),
    event: z.string().optional().meta({ description: 'name of the type that a total is of' }),
    plant: z.union([z.number(), z.string()]).optional().meta({ description: 'what the plant says' }),
    odoo: z
      .union([z.number(), z.string()])
      .optional()
      .meta({ description: 'what Odoo says; of a total, what came in' }),
    difference: z.number().optional().meta({ description: "the plant's less Odoo's" }),
    unit: z.string().optional(),
    unitName: z.string().optional().meta({ description: "Odoo's name of a unit that has no code" }),
    tolerance: z.number(),
    beyond: z
      .boolean()
      .meta({ description: 'the part that no pending event explains is more than the tolerance' }),
    causes: causesOfDifference,
  })
  .meta({ title: 'A difference' });

const comparedSnapshots = z
  .strictObject({
    stock: z.strictObject({ snapshot: z.string(), asOf: timestamp }).optional(),
    orders: z.strictObject({ snapshot: z.string(), asOf: timestamp }).optional(),
    days: z.array(date),
  })
  .meta({ id: 'compared-snapshots' });

const reportCounts = z.record(z.string(), z.int()).meta({
  id: 'report-counts',
  description: 'compared, differing, beyond (the tolerance), unexplained, and of each cause',
});

export const reconciliationCompleted = defineMessage({
  name: 'reconciliation.completed',
  version: 1,
  summary: "The plant's books were compared with Odoo's",
  isa95: 'OperationsPerformance',
  subject: 'name of the report',
  data: z.strictObject({
    report: z.string(),
    plant: z.string(),
    at: timestamp,
    snapshots: comparedSnapshots,
    counts: reportCounts,
    lines: z.array(driftLine).max(200).meta({ description: 'those beyond the tolerance, the largest first' }),
    more: z.boolean().meta({ description: 'there are more such lines: read the report' }),
  }),
  sample: {
    report: '2026-11-24T05:00:00.000Z',
    plant: 'oslo',
    at: '2026-11-24T05:00:12Z',
    snapshots: {
      stock: { snapshot: 'WMS-2026-11-23', asOf: '2026-11-23T22:00:00+01:00' },
      days: ['2026-11-23'],
    },
    counts: {
      compared: 812,
      differing: 2,
      beyond: 1,
      unexplained: 0,
      'manual-change': 1,
      'event-in-flight': 1,
    },
    lines: [
      {
        line: 'a1b2c3d4e5f6',
        kind: 'stock',
        item: 'CUP',
        location: 'OSL/Stock/Line 1',
        plant: 380,
        odoo: 400,
        difference: -20,
        unit: 'H87',
        tolerance: 2,
        beyond: true,
        causes: [
          {
            cause: 'manual-change',
            share: -20,
            evidence: { user: 'anna', at: '2026-11-23T15:12:08Z', document: 'OSL/INT/00031' },
          },
        ],
      },
    ],
    more: false,
  },
});
