import * as z from 'zod';
import type { PurchaseOrder, PurchaseStatus } from '../../../../events/messages/purchase-order.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf, type PlantCodes } from '../../../posting/code-mapping/plant-codes.ts';
import type { DescribeContext, Description, EntityType } from '../entity-type.ts';

const orderDocument = z.object({
  order: z.string(),
  state: z.string(),
  open: z.boolean(),
  received: z.enum(['pending', 'partial', 'full']).optional(),
  supplier: z.string().optional(),
  reference: z.string().optional(),
  acknowledged: z.boolean(),
  currency: z.string(),
  placed: z.string().optional(),
  lines: z
    .array(
      z.object({
        line: z.int(),
        item: z.string(),
        quantity: z.number(),
        received: z.number(),
        promised: z.string().optional(),
        ...unitInAnswer,
      }),
    )
    .default([]),
  receipts: z
    .array(
      z.object({
        receipt: z.string(),
        state: z.string(),
        expected: z.string().optional(),
        received: z.string().optional(),
      }),
    )
    .default([]),
});
type OrderDocument = z.infer<typeof orderDocument>;

const statusOf = ({ state, received }: OrderDocument): PurchaseStatus => {
  if (state !== 'purchase') return 'cancelled';
  if (received === 'full') return 'received';
  return received === 'partial' ? 'partly-received' : 'placed';
};

const orderLine = (
  row: OrderDocument['lines'][number],
  words: PlantCodes,
): PurchaseOrder['lines'][number] => {
  const { line, item, quantity, received, promised, ...unit } = row;
  return {
    line,
    item: words.code('item', item),
    quantity: amountOf(quantity, unit, words),
    received: amountOf(received, unit, words),
    ...(promised !== undefined && { promisedAt: rfc3339Of(promised) }),
  };
};

const receiptOf = ({ receipt, state, expected, received }: OrderDocument['receipts'][number]) => ({
  receipt,
  status:
    state === 'done'
      ? ('received' as const)
      : state === 'cancel'
        ? ('cancelled' as const)
        : ('awaited' as const),
  ...(expected !== undefined && { expectedAt: rfc3339Of(expected) }),
  ...(received !== undefined && { receivedAt: rfc3339Of(received) }),
});

const messageName = (status: PurchaseStatus, previous: DescribeContext['previous']): Description['name'] => {
  if (status === 'cancelled') return 'purchase-order.cancelled';
  const before = (previous?.message.data as PurchaseOrder | undefined)?.status;
  const isNew = before === undefined || before === 'cancelled';
  return isNew && status === 'placed' ? 'purchase-order.placed' : 'purchase-order.changed';
};

/** Purchase orders, from when they are confirmed in Odoo. A supplier sees its own orders. */
export const purchaseOrders: EntityType = {
  name: 'purchase-order',
  questions: 'purchase-orders',
  namedForGood: true,
  describe(answer, { plant, words, previous }) {
    const document = orderDocument.parse(answer);
    const status = statusOf(document);
    // A request for quotation, or cancelled before any message about it.
    if (status === 'cancelled' && !previous) return undefined;
    const { order, supplier, reference, acknowledged, currency, placed, lines, receipts } = document;
    const data: PurchaseOrder = {
      plant: plant.id,
      purchaseOrder: order,
      status,
      ...(supplier !== undefined && { supplier: words.code('partner', supplier) }),
      ...(reference !== undefined && { reference }),
      acknowledged,
      currency,
      ...(placed !== undefined && { placedAt: rfc3339Of(placed) }),
      lines: lines.map((line) => orderLine(line, words)),
      receipts: receipts.map(receiptOf),
    };
    const message = { name: messageName(status, previous), subject: order, data, closed: !document.open };
    return { ...message, ...(supplier !== undefined && { supplier }) };
  },
  describeGone({ message }) {
    const before = message.data as PurchaseOrder;
    const data: PurchaseOrder = { ...before, status: 'cancelled' };
    const { supplier } = message;
    const cancelled = { name: 'purchase-order.cancelled', subject: before.purchaseOrder, data };
    return { ...cancelled, closed: true, gone: true, ...(supplier !== undefined && { supplier }) };
  },
};
