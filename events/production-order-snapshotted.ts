import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { countedQuantity, duplicatesIn, order } from './fields.ts';
import { partWithinParts, snapshotFields } from './snapshots.ts';

const orderState = z
  .strictObject({
    order,
    status: z
      .enum(['released', 'started', 'completed', 'cancelled'])
      .meta({ description: 'as the plant has it; completed: nothing more will be made' }),
    produced: countedQuantity.meta({ description: 'good quantity in total' }),
    scrapped: countedQuantity
      .optional()
      .meta({ description: 'of the product, in total; left out: not compared' }),
  })
  .meta({ title: 'State of an order', isa95: 'OperationsResponse' });

const data = z
  .strictObject({
    ...snapshotFields,
    orders: z
      .array(orderState)
      .max(1000)
      .meta({ description: 'those that are open, and those that ended since the last snapshot' }),
  })
  .superRefine((snapshot, context) => {
    partWithinParts(snapshot, context);
    duplicatesIn(
      snapshot.orders.map((each) => each.order),
      (index) => ['orders', index, 'order'],
      'order',
      context,
    );
  });

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });
const whole = { snapshot: 'MES-2026-11-23', asOf: '2026-11-23T22:00:00+01:00', part: 1, parts: 1 };

export const productionOrderSnapshotted = defineEvent({
  name: 'production-order.snapshotted',
  version: 1,
  summary: "How production orders stood at one moment by the plant's own books, to be compared with Odoo's",
  isa95: 'OperationsPerformance',
  latency: 'batch',
  posted: false,
  owner: 'production-order',
  data,
  subject: ({ snapshot }) => snapshot,
  orderingKey: ({ snapshot }) => `snapshot/${snapshot}`,
  samples: {
    valid: {
      'two orders': {
        ...whole,
        orders: [
          { order: 'OSL/MO/1001', status: 'started', produced: kilograms(384), scrapped: kilograms(2) },
          { order: 'OSL/MO/1002', status: 'completed', produced: kilograms(500) },
        ],
      },
      'no order': { ...whole, orders: [] },
    },
    invalid: {
      'an order named twice': {
        data: {
          ...whole,
          orders: [
            { order: 'OSL/MO/1', status: 'started', produced: kilograms(1) },
            { order: 'OSL/MO/1', status: 'completed', produced: kilograms(2) },
          ],
        },
        pointer: '/data/orders/1/order',
        rule: 'unique',
      },
      'a status of no list': {
        data: { ...whole, orders: [{ order: 'OSL/MO/1', status: 'lost', produced: kilograms(1) }] },
        pointer: '/data/orders/0/status',
        rule: 'enum',
      },
    },
  },
});
