import * as z from 'zod';
import type { SalesOrder, SalesStatus } from '../../../../events/messages/sales-order.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf, type Words } from '../../../posting/code-mapping/plant-words.ts';
import { whose } from '../changes.ts';
import type { EntityType } from '../entity-type.ts';

const events = z.object({ events: z.array(z.string()).default([]) });
const sold = events.extend({
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
type Sold = z.infer<typeof sold>;

const statusOf = ({ state, delivery }: Sold): SalesStatus => {
  if (state !== 'sale') return 'cancelled';
  if (delivery === 'full') return 'delivered';
  return delivery === 'partial' || delivery === 'started' ? 'in-delivery' : 'placed';
};

const invoicingOf = { upselling: 'done', invoiced: 'done', 'to invoice': 'due', no: 'nothing' } as const;

const lineSaid = (given: Sold['lines'][number], words: Words): SalesOrder['lines'][number] => {
  const { line, item, quantity, delivered, invoiced, ...unit } = given;
  return {
    line,
    item: words.code('item', item),
    quantity: amountOf(quantity, unit),
    delivered: amountOf(delivered, unit),
    invoiced: amountOf(invoiced, unit),
  };
};

const deliveryStatus: Readonly<Record<string, SalesOrder['deliveries'][number]['status']>> = {
  assigned: 'ready',
  done: 'shipped',
  cancel: 'cancelled',
};

const deliverySaid = (given: Sold['deliveries'][number]): SalesOrder['deliveries'][number] => {
  const { delivery, state, scheduled, shipped, tracking } = given;
  return {
    delivery,
    status: deliveryStatus[state] ?? 'awaited',
    ...(scheduled !== undefined && { scheduledAt: rfc3339Of(scheduled) }),
    ...(shipped !== undefined && { shippedAt: rfc3339Of(shipped) }),
    ...(tracking !== undefined && { tracking }),
  };
};

/** Orders of customers; the partner that placed one by an event is shown its own. */
export const salesOrders: EntityType = {
  kind: 'sales-order',
  questions: 'sales-orders',
  eventsOf: (document) => events.parse(document).events,
  describe(document, context) {
    const { plant, words, standing } = context;
    const given = sold.parse(document);
    const status = statusOf(given);
    // A quotation, or cancelled before the plant knew of it.
    if (status === 'cancelled' && !standing) return undefined;
    const { name, reference, customer, deliver_to, ordered, requested } = given;
    const data: SalesOrder = {
      plant: plant.id,
      order: reference ?? name,
      name,
      status,
      invoicing: invoicingOf[given.invoice],
      ...(customer !== undefined && { customer: words.code('partner', customer) }),
      ...(deliver_to !== undefined && { deliverTo: words.code('partner', deliver_to) }),
      ...(ordered !== undefined && { orderedAt: rfc3339Of(ordered) }),
      ...(requested !== undefined && { requestedAt: rfc3339Of(requested) }),
      lines: given.lines.map((line) => lineSaid(line, words)),
      deliveries: given.deliveries.map(deliverySaid),
    };
    const said = { name: 'sales-order.status-changed', subject: data.order, data, closed: !given.open };
    return { ...said, ...whose(given.events, context) };
  },
  describeGone({ message }) {
    const before = message.data as SalesOrder;
    const data: SalesOrder = { ...before, status: 'cancelled' };
    const { partner } = message;
    const said = { name: 'sales-order.status-changed', subject: before.order, data };
    return { ...said, closed: true, gone: true, ...(partner !== undefined && { partner }) };
  },
};
