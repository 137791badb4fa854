import * as z from 'zod';
import { defineMessage, type MessageDefinition } from '../define-message.ts';
import { amount, moment, name, plant } from './said.ts';

const statuses = ['released', 'in-progress', 'to-close', 'done', 'cancelled'] as const;
export type OrderStatus = (typeof statuses)[number];

const component = z.strictObject({
  item: name('Item', 'MaterialDefinition ID'),
  quantity: amount.meta({ description: 'what the part is to use' }),
  reserved: amount.optional().meta({ description: 'what lies ready for it' }),
  used: amount
    .optional()
    .meta({ description: 'what was reported as used and is booked with the completion' }),
  lots: z
    .array(
      z.strictObject({
        lot: name('Lot', 'MaterialLot ID'),
        location: name('Location', 'OperationsLocation ID'),
        quantity: amount,
      }),
    )
    .optional(),
});

const operation = z.strictObject({
  operation: name('Operation', 'SegmentRequirement ID'),
  workCenter: name('Work centre', 'EquipmentRequirement ID'),
  status: z.enum(['blocked', 'ready', 'in-progress', 'done']),
  minutes: z.number().optional().meta({ description: 'planned duration' }),
  startsAt: moment.optional(),
  endsAt: moment.optional(),
  produced: amount,
});

const part = z
  .strictObject({
    part: name('Part', 'OperationsRequest ID').meta({
      description: 'name in Odoo, which makes a part of an order at each partial completion and split',
    }),
    status: z.enum(statuses),
    quantity: amount,
    produced: amount,
    lots: z.array(name('Lot')).optional().meta({ description: 'of the product: made, or to be made' }),
    startsAt: moment.optional(),
    endsAt: moment.optional(),
    dueAt: moment.optional(),
    components: z.array(component).optional().meta({ description: 'of an open part' }),
    operations: z.array(operation).optional().meta({ description: 'of an open part' }),
  })
  .meta({ id: 'production-order-part' });

/** The whole current state of a production order. */
export const productionOrder = z
  .strictObject({
    plant,
    order: name('Production order', 'OperationsRequest ID').meta({
      description: 'the name that events report on: as it was first given in Odoo',
    }),
    status: z.enum(statuses),
    item: name('Item', 'MaterialDefinition ID'),
    quantity: amount.meta({ description: 'of all parts that are not cancelled' }),
    produced: amount,
    origin: z.string().optional().meta({ description: 'what it is made for, in the words of Odoo' }),
    urgent: z.boolean().optional(),
    startsAt: moment.optional(),
    endsAt: moment.optional(),
    dueAt: moment.optional(),
    parts: z.array(part),
  })
  .meta({ id: 'production-order' });
export type ProductionOrder = z.infer<typeof productionOrder>;

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });
const sample = (status: OrderStatus): ProductionOrder => ({
  plant: 'oslo',
  order: 'OSL/MO/1001',
  status,
  item: 'YOGHURT-NATURAL',
  quantity: kilograms(600),
  produced: kilograms(0),
  parts: [
    {
      part: 'OSL/MO/1001',
      status,
      quantity: kilograms(600),
      produced: kilograms(0),
      startsAt: '2026-11-24T06:00:00Z',
      ...(status === 'released' && {
        components: [
          {
            item: 'MILK',
            quantity: kilograms(630),
            reserved: kilograms(630),
            lots: [{ lot: 'M-77', location: 'OSL/Stock', quantity: kilograms(630) }],
          },
        ],
        operations: [
          { operation: 'Mix', workCenter: 'MIX-1', status: 'ready', minutes: 270, produced: kilograms(0) },
        ],
      }),
    },
  ],
});

const about = (
  what: 'released' | 'changed' | 'cancelled',
  summary: string,
  status: OrderStatus,
): MessageDefinition<`production-order.${typeof what}`, typeof productionOrder> =>
  defineMessage({
    name: `production-order.${what}`,
    version: 1,
    summary,
    isa95: 'OperationsRequest',
    subject: 'the production order',
    data: productionOrder,
    sample: sample(status),
  });

export const productionOrderReleased = about(
  'released',
  'A production order was released to the plant',
  'released',
);
export const productionOrderChanged = about(
  'changed',
  'A production order changed: its quantities, dates, components, reservations, operations or status',
  'in-progress',
);
export const productionOrderCancelled = about(
  'cancelled',
  'A production order was cancelled, or removed from Odoo',
  'cancelled',
);
