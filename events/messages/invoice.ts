import * as z from 'zod';
import { defineMessage, type MessageDefinition } from '../define-message.ts';
import { date } from '../fields.ts';
import { name, plant } from './said.ts';

const payments = ['open', 'partly-paid', 'in-payment', 'paid', 'reversed', 'blocked'] as const;
export type InvoicePayment = (typeof payments)[number];

const money = z.number().meta({ description: 'in the currency of the invoice' });

/** An invoice or a credit note for what customers ordered from the plant. */
export const invoice = z
  .strictObject({
    plant,
    invoice: z.string().meta({ description: 'its number' }),
    kind: z.enum(['invoice', 'credit-note']),
    status: z.enum(['posted', 'cancelled']),
    payment: z.enum(payments),
    orders: z.array(name('Sales order', 'OperationsRequest ID')).meta({
      description: 'that it has lines of, by the numbers of the customers or shops',
    }),
    credits: z.string().optional().meta({ description: 'number of the invoice that it takes back' }),
    customer: name('Customer', 'Organization ID').optional(),
    date: date.optional(),
    dueDate: date.optional(),
    currency: z.string(),
    untaxed: money,
    tax: money,
    total: money,
    due: money.meta({ description: 'what is still to be paid' }),
  })
  .meta({ id: 'invoice' });
export type Invoice = z.infer<typeof invoice>;

const sample: Invoice = {
  plant: 'oslo',
  invoice: 'INV/2026/00042',
  kind: 'invoice',
  status: 'posted',
  payment: 'open',
  orders: ['SHOP-1001'],
  customer: 'CUSTOMER-3',
  date: '2026-11-24',
  dueDate: '2026-12-24',
  currency: 'NOK',
  untaxed: 800,
  tax: 200,
  total: 1000,
  due: 1000,
};

const about = <What extends 'posted' | 'changed' | 'cancelled'>(
  what: What,
  summary: string,
  more: Partial<Invoice> = {},
): MessageDefinition<`invoice.${What}`, typeof invoice> =>
  defineMessage({
    name: `invoice.${what}`,
    version: 1,
    summary,
    subject: 'the number of the invoice',
    data: invoice,
    sample: { ...sample, ...more },
  });

export const invoicePosted = about('posted', 'A customer was invoiced, or given a credit note');
export const invoiceChanged = about('changed', 'An invoice changed, for example by a payment', {
  payment: 'partly-paid',
  due: 400,
});
export const invoiceCancelled = about(
  'cancelled',
  'An invoice was cancelled, or taken back to a draft, or removed from Odoo',
  { status: 'cancelled' },
);
