import * as z from 'zod';
import type { SalesOrder, SalesStatus } from '../../../../events/messages/sales-order.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf, type PlantCodes } from '../../../posting/code-mapping/plant-codes.ts';
import { type EntityType, onlyPartner } from '../entity-type.ts';

const withEvents = z.object({ events: z.array(z.string()).default([]) });
const orderDocument = withEvents.extend({
  name: z.string(),
  reference: z.string().optional(),
  state: z.string(),
  open: z.boolean(),
  delivery: z.enum(['pending', 'started', 'partial', 'full']).optional(),
  invoice: z.enum(['upselling', 'invoiced', 'to invoice', 'no']).default('no'),
  customer: z.string().optional(),
  deliver_to: z.string().optional(),
  ordered: z.string().optional(),
  requested: z.string().optional(),
  lines: z
    .array(
      z.object({
        line: z.int(),
        item: z.string(),
        quantity: z.number(),
        delivered: z.number(),
        invoiced: z.number(),
        ...unitInAnswer,
      }),
    )
    .default([]),
  deliveries: z
    .array(
      z.object({
        delivery: z.string(),
        state: z.string(),
        scheduled: z.string().optional(),
        shipped: z.string().optional(),
        tracking: z.string().optional(),
      }),
    )
    .default([]),
});
type OrderDocument = z.infer<typeof orderDocument>;

const statusOf = ({ state, delivery }: OrderDocument): SalesStatus => {
  if (state !== 'sale') return 'cancelled';
  if (delivery === 'full') return 'delivered';
  return delivery === 'partial' || delivery === 'started' ? 'in-delivery' : 'placed';
};

const invoicingOf = { upselling: 'done', invoiced: 'done', 'to invoice': 'due', no: 'nothing' } as const;

const orderLine = (row: OrderDocument['lines'][number], words: PlantCodes): SalesOrder['lines'][number] => {
  const { line, item, quantity, delivered, invoiced, ...unit } = row;
  return {
    line,
    item: words.code('item', item),
    quantity: amountOf(quantity, unit, words),
    delivered: amountOf(delivered, unit, words),
    invoiced: amountOf(invoiced, unit, words),
  };
};

const deliveryStatus: Readonly<Record<string, SalesOrder['deliveries'][number]['status']>> = {
  assigned: 'ready',
  done: 'shipped',
  cancel: 'cancelled',
};

const deliveryOf = (row: OrderDocument['deliveries'][number]): SalesOrder['deliveries'][number] => {
  const { delivery, state, scheduled, shipped, tracking } = row;
  return {
    delivery,
    status: deliveryStatus[state] ?? 'awaited',
    ...(scheduled !== undefined && { scheduledAt: rfc3339Of(scheduled) }),
    ...(shipped !== undefined && { shippedAt: rfc3339Of(shipped) }),
    ...(tracking !== undefined && { tracking }),
  };
};

/** Sales orders. The partner that placed an order by an event sees it as its own. */
export const salesOrders: EntityType = {
  name: 'sales-order',
  questions: 'sales-orders',
  namedForGood: true,
  eventsOf: (document) => withEvents.parse(document).events,
  describe(answer, context) {
    const { plant, words, previous } = context;
    const document = orderDocument.parse(answer);
    const status = statusOf(document);
    // A quotation, or cancelled before any message about it.
    if (status === 'cancelled' && !previous) return undefined;
    const { name, reference, customer, deliver_to, ordered, requested } = document;
    const data: SalesOrder = {
      plant: plant.id,
      order: reference ?? name,
      name,
      status,
      invoicing: invoicingOf[document.invoice],
      ...(customer !== undefined && { customer: words.code('partner', customer) }),
      ...(deliver_to !== undefined && { deliverTo: words.code('partner', deliver_to) }),
      ...(ordered !== undefined && { orderedAt: rfc3339Of(ordered) }),
      ...(requested !== undefined && { requestedAt: rfc3339Of(requested) }),
      lines: document.lines.map((line) => orderLine(line, words)),
      deliveries: document.deliveries.map(deliveryOf),
    };
    const message = {
      name: 'sales-order.status-changed',
      subject: data.order,
      data,
      closed: !document.open,
    };
    return { ...message, ...onlyPartner(document.events, context) };
  },
  describeGone({ message }) {
    const before = message.data as SalesOrder;
    const data: SalesOrder = { ...before, status: 'cancelled' };
    const { partner } = message;
    const cancelled = { name: 'sales-order.status-changed', subject: before.order, data };
    return { ...cancelled, closed: true, gone: true, ...(partner !== undefined && { partner }) };
  },
};
