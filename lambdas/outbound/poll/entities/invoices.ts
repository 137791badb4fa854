import * as z from 'zod';
import type { Invoice, InvoicePayment } from '../../../../events/messages/invoice.ts';
import { type DescribeContext, type Description, type EntityType, onlyPartner } from '../entity-type.ts';

const withEvents = z.object({ events: z.array(z.string()).default([]) });
const invoiceDocument = withEvents.extend({
  invoice: z.string().default(''),
  type: z.enum(['out_invoice', 'out_refund']),
  state: z.enum(['draft', 'posted', 'cancel']),
  open: z.boolean(),
  payment: z.string().default('not_paid'),
  orders: z.array(z.string()),
  credits: z.string().optional(),
  customer: z.string().optional(),
  date: z.string().optional(),
  due: z.string().optional(),
  currency: z.string(),
  untaxed: z.number(),
  tax: z.number(),
  total: z.number(),
  residual: z.number(),
});

const paymentOf: Readonly<Record<string, InvoicePayment>> = {
  not_paid: 'open',
  partial: 'partly-paid',
  in_payment: 'in-payment',
  paid: 'paid',
  invoicing_legacy: 'paid',
  reversed: 'reversed',
  blocked: 'blocked',
};

const messageName = (
  status: Invoice['status'],
  previous: DescribeContext['previous'],
): Description['name'] => {
  if (status === 'cancelled') return 'invoice.cancelled';
  const before = (previous?.message.data as Invoice | undefined)?.status;
  return before === 'posted' ? 'invoice.changed' : 'invoice.posted';
};

/** Customer invoices and credit notes. The partner that placed all orders of an invoice sees it as its own. */
export const invoices: EntityType = {
  name: 'invoice',
  questions: 'invoices',
  eventsOf: (document) => withEvents.parse(document).events,
  describe(answer, context) {
    const { plant, words, previous } = context;
    const document = invoiceDocument.parse(answer);
    const status = document.state === 'posted' ? 'posted' : 'cancelled';
    // A draft, or cancelled before any message about it.
    if (status === 'cancelled' && !previous) return undefined;
    const { credits, customer, date, due, currency, untaxed, tax, total, residual } = document;
    const before = previous?.message.data as Invoice | undefined;
    const data: Invoice = {
      plant: plant.id,
      // Odoo takes the number away from an invoice that is reset to draft, if it was the last one of its series.
      invoice: status === 'cancelled' ? (before?.invoice ?? document.invoice) : document.invoice,
      kind: document.type === 'out_refund' ? 'credit-note' : 'invoice',
      status,
      payment: paymentOf[document.payment] ?? 'open',
      orders: document.orders,
      ...(credits !== undefined && { credits }),
      ...(customer !== undefined && { customer: words.code('partner', customer) }),
      ...(date !== undefined && { date }),
      ...(due !== undefined && { dueDate: due }),
      ...{ currency, untaxed, tax, total, due: residual },
    };
    const name = messageName(status, previous);
    const message = { name, subject: data.invoice, data, closed: !document.open };
    return { ...message, ...onlyPartner(document.events, context) };
  },
  describeGone({ message }) {
    const before = message.data as Invoice;
    const data: Invoice = { ...before, status: 'cancelled' };
    const { partner } = message;
    const cancelled = { name: 'invoice.cancelled', subject: before.invoice, data };
    return { ...cancelled, closed: true, gone: true, ...(partner !== undefined && { partner }) };
  },
};
