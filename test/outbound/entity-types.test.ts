import { describe, expect, test } from 'vitest';
import * as invoiceMessages from '../../events/messages/invoice.ts';
import * as purchaseMessages from '../../events/messages/purchase-order.ts';
import * as salesMessages from '../../events/messages/sales-order.ts';
import * as shortageMessages from '../../events/messages/shortage.ts';
import * as stockMessages from '../../events/messages/stock.ts';
import { invoices } from '../../lambdas/outbound/poll/entities/invoices.ts';
import { purchaseOrders } from '../../lambdas/outbound/poll/entities/purchase-orders.ts';
import { salesOrders } from '../../lambdas/outbound/poll/entities/sales-orders.ts';
import { shortages } from '../../lambdas/outbound/poll/entities/shortages.ts';
import { stock } from '../../lambdas/outbound/poll/entities/stock.ts';
import {
  type DescribeContext,
  type EntityType,
  onlyPartner,
} from '../../lambdas/outbound/poll/entity-type.ts';
import { oslo } from '../../plants/oslo.ts';

const ours: Readonly<Record<string, string>> = {
  'item COD': 'fish-1',
  'location OSL/Stock': 'cold-store',
  'partner FARM-7': 'farm',
  'partner CUSTOMER-3': 'shop-3',
};
const context: DescribeContext = {
  plant: oslo,
  words: { code: (kind, code) => ours[`${kind} ${code}`] ?? code },
  previous: undefined,
  partnerOf: (eventKey) => ({ e1: 'north', e2: 'north', e3: 'south' })[eventKey],
};

const unit = { uom: 'uom.product_uom_kgm', uom_name: 'kg' };
const documents: Record<
  string,
  { kind: EntityType; document: object; schema: { parse(data: unknown): unknown } }
> = {
  stock: {
    kind: stock,
    document: { item: 'COD', location: 'OSL/Stock', quantity: -2, reserved: 1, watched: true, ...unit },
    schema: stockMessages.stockBalance,
  },
  shortage: {
    kind: shortages,
    document: {
      order: 'MO/1',
      item: 'COD',
      required: 6,
      used: 1,
      reserved: 2,
      free: 1,
      missing: 2,
      ...unit,
    },
    schema: shortageMessages.shortage,
  },
  'purchase order': {
    kind: purchaseOrders,
    document: {
      ...{ order: 'P1', state: 'purchase', open: true, received: 'pending', supplier: 'FARM-7' },
      ...{ acknowledged: false, currency: 'NOK', placed: '2026-11-23 08:15:00' },
      lines: [{ line: 1, item: 'COD', quantity: 2, received: 0, uom_name: 'Crate' }],
    },
    schema: purchaseMessages.purchaseOrder,
  },
  'sales order': {
    kind: salesOrders,
    document: {
      ...{
        name: 'S1',
        state: 'sale',
        open: true,
        delivery: 'pending',
        invoice: 'no',
        customer: 'CUSTOMER-3',
      },
      lines: [{ line: 1, item: 'COD', quantity: 2, delivered: 0, invoiced: 0, ...unit }],
      deliveries: [{ delivery: 'OUT/1', state: 'confirmed', scheduled: '2026-11-23 08:15:00' }],
      events: ['e1'],
    },
    schema: salesMessages.salesOrder,
  },
  invoice: {
    kind: invoices,
    document: {
      ...{ invoice: 'INV/1', type: 'out_invoice', state: 'posted', open: true, orders: ['S1'] },
      ...{ customer: 'CUSTOMER-3', date: '2026-11-24', currency: 'NOK' },
      ...{ untaxed: 80, tax: 20, total: 100, residual: 100, events: ['e1', 'e2'] },
    },
    schema: invoiceMessages.invoice,
  },
};

describe('what is said', () => {
  test.each(Object.entries(documents))('of a %s is what its schema says', (_, { kind, document, schema }) => {
    const said = kind.describe(document, context);
    expect(schema.parse(said?.data)).toEqual(said?.data);
  });

  test.each(Object.entries(documents))('of a %s that is gone as well', (_, { kind, document, schema }) => {
    const { data = {}, ...said } = kind.describe(document, context) ?? {};
    const message = { name: '', subject: '', time: '', hash: '', ...said, data };
    const state = { plant: 'oslo', kind: kind.name, name: '1', sequence: 1, message };
    const gone = kind.describeGone(state, context);
    expect(schema.parse(gone.data)).toEqual(gone.data);
    expect(gone).toMatchObject({ gone: true, closed: true });
    expect([gone.partner, gone.supplier]).toEqual([message.partner, message.supplier]);
  });

  test.each(Object.entries(documents))('of a %s throws on a document that is none of ours', (_, { kind }) => {
    expect(() => kind.describe({ what: 'ever' }, context)).toThrow();
  });

  test("is in the plant's own codes", () => {
    const say = (name: string) =>
      JSON.stringify(documents[name]?.kind.describe(documents[name].document, context));
    expect(say('stock')).toMatch(/"fish-1".*"cold-store"/);
    expect(say('shortage')).toContain('"fish-1"');
    expect(say('purchase order')).toContain('"farm"');
    expect(say('sales order')).toContain('"shop-3"');
    expect(say('invoice')).toContain('"shop-3"');
  });

  test('of a supplier is marked with the code that Odoo has of it', () => {
    const { document } = documents['purchase order'] ?? {};
    expect(purchaseOrders.describe(document, context)).toMatchObject({ supplier: 'FARM-7' });
  });

  test('what lies below zero is not free', () => {
    expect(stock.describe(documents.stock?.document, context)?.data).toMatchObject({ free: { value: 0 } });
  });

  test('stock is published where goods are watched, with the places of the quality hold', () => {
    const unwatched = { ...oslo, watches: undefined };
    expect([stock.appliesTo?.(unwatched), stock.appliesTo?.(oslo)]).toEqual([false, true]);
    expect(stock.about?.({ ...oslo, watches: 'everything' })).toEqual({
      watches: { everything: true, items: [], categories: [] },
      gate: ['OSL/Quality hold', 'OSL/Rework'],
    });
  });
});

describe('whose it is', () => {
  test.each<[string, string[], object]>([
    ['of no event', [], {}],
    ['of an event', ['e1'], { partner: 'north' }],
    ['of events of one partner', ['e1', 'e2'], { partner: 'north' }],
    ['of events of two', ['e1', 'e3'], {}],
    ['of an event and something of Odoo', ['e1', ''], {}],
    ['of an event that nobody knows', ['e9'], {}],
  ])('%s', (_, events, partner) => {
    expect(onlyPartner(events, context)).toEqual(partner);
  });
});
