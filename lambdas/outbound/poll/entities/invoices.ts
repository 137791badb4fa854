import * as z from 'zod';
import type { Invoice, InvoicePayment } from '../../../../events/messages/invoice.ts';
import { whose } from '../changes.ts';
import type { DescribeContext, Description, EntityType } from '../entity-type.ts';

const events = z.object({ events: z.array(z.string()).default([]) });
const invoiced = events.extend({
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

const named = (status: Invoice['status'], standing: DescribeContext['standing']): Description['name'] => {
  if (status === 'cancelled') return 'invoice.cancelled';
  const before = (standing?.message.data as Invoice | undefined)?.status;
  return before === 'posted' ? 'invoice.changed' : 'invoice.posted';
};

/** Invoices and credit notes of what customers ordered; the partner that placed all of it is shown its own. */
export const invoices: EntityType = {
  kind: 'invoice',
  questions: 'invoices',
  eventsOf: (document) => events.parse(document).events,
  describe(document, context) {
    const { plant, words, standing } = context;
    const given = invoiced.parse(document);
    const status = given.state === 'posted' ? 'posted' : 'cancelled';
    // Taken back before the plant knew of it.
    if (status === 'cancelled' && !standing) return undefined;
    const { credits, customer, date, due, currency, untaxed, tax, total, residual } = given;
    const before = standing?.message.data as Invoice | undefined;
    const data: Invoice = {
      plant: plant.id,
      // A draft has given its number back where it was the last of its series.
      invoice: status === 'cancelled' ? (before?.invoice ?? given.invoice) : given.invoice,
      kind: given.type === 'out_refund' ? 'credit-note' : 'invoice',
      status,
      payment: paymentOf[given.payment] ?? 'open',
      orders: given.orders,
      ...(credits !== undefined && { credits }),
      ...(customer !== undefined && { customer: words.code('partner', customer) }),
      ...(date !== undefined && { date }),
      ...(due !== undefined && { dueDate: due }),
      ...{ currency, untaxed, tax, total, due: residual },
    };
    const said = { name: named(status, standing), subject: data.invoice, data, closed: !given.open };
    return { ...said, ...whose(given.events, context) };
  },
  describeGone({ message }) {
    const before = message.data as Invoice;
    const data: Invoice = { ...before, status: 'cancelled' };
    const { partner } = message;
    const said = { name: 'invoice.cancelled', subject: before.invoice, data };
    return { ...said, closed: true, gone: true, ...(partner !== undefined && { partner }) };
  },
};
