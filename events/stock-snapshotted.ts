import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { countedQuantity, duplicatesIn, item, location, lotNumber } from './fields.ts';
import { partWithinParts, snapshotFields } from './snapshots.ts';

const balance = z
  .strictObject({
    item,
    location,
    lot: lotNumber.optional(),
    quantity: countedQuantity.meta({ description: 'on hand there, reserved or not' }),
  })
  .meta({ title: 'Balance', isa95: 'MaterialLot' });

const data = z
  .strictObject({
    ...snapshotFields,
    scope: z
      .strictObject({ locations: z.array(location).min(1).max(1000) })
      .optional()
      .meta({ description: 'only these places, without those below them; left out: the whole plant' }),
    balances: z
      .array(balance)
      .max(1500)
      .meta({ description: 'what is not named in any part is taken to be zero' }),
  })
  .superRefine((snapshot, context) => {
    partWithinParts(snapshot, context);
    duplicatesIn(
      snapshot.balances.map(({ item, location, lot = '' }) => [item, location, lot].join(' / ')),
      (index) => ['balances', index],
      'balance',
      context,
    );
  });

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });
const whole = { snapshot: 'WMS-2026-11-23', asOf: '2026-11-23T22:00:00+01:00', part: 1, parts: 1 };

export const stockSnapshotted = defineEvent({
  name: 'stock.snapshotted',
  version: 1,
  summary: "What lay where at one moment by the plant's own books, to be compared with Odoo's",
  isa95: 'MaterialLot',
  latency: 'batch',
  posted: false,
  owner: 'stock',
  data,
  subject: ({ snapshot }) => snapshot,
  orderingKey: ({ snapshot }) => `snapshot/${snapshot}`,
  samples: {
    valid: {
      'the whole plant': {
        ...whole,
        balances: [
          { item: 'CUP', location: 'OSL/Stock', quantity: { value: 380, unit: 'H87' } },
          { item: 'MILK', location: 'OSL/Stock/Cold store', lot: 'M-77', quantity: kilograms(212.5) },
        ],
      },
      'a place, second part of two': {
        ...whole,
        part: 2,
        parts: 2,
        scope: { locations: ['OSL/Stock/Cold store'] },
        balances: [{ item: 'MILK', location: 'OSL/Stock/Cold store', lot: 'M-78', quantity: kilograms(0) }],
      },
      'nothing there': { ...whole, scope: { locations: ['OSL/Stock/Line 1'] }, balances: [] },
    },
    invalid: {
      'a part beyond the last': {
        data: { ...whole, part: 3, parts: 2, balances: [] },
        pointer: '/data/part',
        rule: 'part-of-parts',
      },
      'one balance sent twice': {
        data: {
          ...whole,
          balances: [
            { item: 'MILK', location: 'A', lot: 'M', quantity: kilograms(1) },
            { item: 'MILK', location: 'A', lot: 'M', quantity: kilograms(2) },
          ],
        },
        pointer: '/data/balances/1',
        rule: 'unique',
      },
      'less than nothing': {
        data: { ...whole, balances: [{ item: 'MILK', location: 'A', quantity: kilograms(-1) }] },
        pointer: '/data/balances/0/quantity/value',
        rule: 'minimum',
      },
    },
  },
});
