import * as z from 'zod';
import type { PurchaseOrder, PurchaseStatus } from '../../../../events/messages/purchase-order.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf, type Words } from '../../../posting/code-mapping/plant-words.ts';
import type { DescribeContext, Description, EntityType } from '../entity-type.ts';

const bought = z.object({
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
type Bought = z.infer<typeof bought>;

const statusOf = ({ state, received }: Bought): PurchaseStatus => {
  if (state !== 'purchase') return 'cancelled';
  if (received === 'full') return 'received';
  return received === 'partial' ? 'partly-received' : 'placed';
};

const lineSaid = (given: Bought['lines'][number], words: Words): PurchaseOrder['lines'][number] => {
  const { line, item, quantity, received, promised, ...unit } = given;
  return {
    line,
    item: words.code('item', item),
    quantity: amountOf(quantity, unit),
    received: amountOf(received, unit),
    ...(promised !== undefined && { promisedAt: rfc3339Of(promised) }),
  };
};

const receiptSaid = ({ receipt, state, expected, received }: Bought['receipts'][number]) => ({
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

const named = (status: PurchaseStatus, standing: DescribeContext['standing']): Description['name'] => {
  if (status === 'cancelled') return 'purchase-order.cancelled';
  const before = (standing?.message.data as PurchaseOrder | undefined)?.status;
  const isNew = before === undefined || before === 'cancelled';
  return isNew && status === 'placed' ? 'purchase-order.placed' : 'purchase-order.changed';
};

/** Purchase orders from the day they are placed; a supplier is shown its own. */
export const purchaseOrders: EntityType = {
  kind: 'purchase-order',
  questions: 'purchase-orders',
  describe(document, { plant, words, standing }) {
    const given = bought.parse(document);
    const status = statusOf(given);
    // A request for quotation, or cancelled before the plant knew of it.
    if (status === 'cancelled' && !standing) return undefined;
    const { order, supplier, reference, acknowledged, currency, placed, lines, receipts } = given;
    const data: PurchaseOrder = {
      plant: plant.id,
      purchaseOrder: order,
      status,
      ...(supplier !== undefined && { supplier: words.code('partner', supplier) }),
      ...(reference !== undefined && { reference }),
      acknowledged,
      currency,
      ...(placed !== undefined && { placedAt: rfc3339Of(placed) }),
      lines: lines.map((line) => lineSaid(line, words)),
      receipts: receipts.map(receiptSaid),
    };
    const said = { name: named(status, standing), subject: order, data, closed: !given.open };
    return { ...said, ...(supplier !== undefined && { supplier }) };
  },
  describeGone({ message }) {
    const before = message.data as PurchaseOrder;
    const data: PurchaseOrder = { ...before, status: 'cancelled' };
    const { supplier } = message;
    const said = { name: 'purchase-order.cancelled', subject: before.purchaseOrder, data };
    return { ...said, closed: true, gone: true, ...(supplier !== undefined && { supplier }) };
  },
};
