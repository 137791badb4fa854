import { describe, expect, test } from 'vitest';
import type { EventKey } from '../../events/envelope.ts';
import { invoices } from '../../lambdas/outbound/poll/entities/invoices.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { recordOf, report } from '../fakes/events.ts';
import { Counter, ordered } from './counter.ts';
import { openFloor } from './open-floor.ts';
import { PolledPlant } from './poll/polled-plant.ts';
import { OTHER_WAREHOUSE, type ShopFloor } from './shop-floor.ts';
import { idOf } from './stock-office.ts';

describe('messages about invoices', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);
  const { odoo } = backend;
  const counter = () => new Counter(floor());
  const listening = () => new PolledPlant(backend, invoices);

  /** An order at 10 a kilogram, without taxes; by an event, whose key it answers. */
  const sell = async (quantity: number, customer?: string) => {
    const code = customer ?? (await counter().customer()).code;
    const [milk = ''] = await counter().offer({ stock: 100 });
    const product = await idOf(odoo, 'product.product', ['default_code', '=', milk]);
    await odoo.call('product.product', 'write', { ids: [product], vals: { taxes_id: [[5, 0, 0]] } });
    const price = { value: 10, currency: 'USD' };
    const event = counter().placed({ customer: code, lines: [ordered(milk, quantity, { price })] });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
    const { reference } = event.payload as { reference: string };
    const id = await idOf(odoo, 'sale.order', ['client_order_ref', '=', reference]);
    return { id, reference, customer: code, event: event.event };
  };

  /** As a person does it; ids of the invoices, which are drafts. */
  const invoiced = async (...orders: number[]): Promise<number[]> => {
    const vals = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, orders]] };
    const ids = await odoo.create('sale.advance.payment.inv', [vals]);
    await odoo.call('sale.advance.payment.inv', 'create_invoices', { ids });
    const made = await odoo.search(
      'account.move',
      [['line_ids.sale_line_ids.order_id', 'in', orders]],
      ['id'],
      { order: 'id' },
    );
    return made.map(({ id }) => id);
  };
  const press = (button: string, ids: number[]) => odoo.call('account.move', button, { ids });
  const numberOf = async (ids: number[]): Promise<string> => {
    const [found] = await odoo.search<{ id: number; name: string }>(
      'account.move',
      [['id', 'in', ids]],
      ['name'],
    );
    return found?.name ?? '';
  };
  const soldAndPosted = async () => {
    const sold = await sell(5);
    const ids = await invoiced(sold.id);
    await press('action_post', ids);
    return { sold, ids, number: await numberOf(ids) };
  };
  const pay = async (ids: number[], amount: number): Promise<void> => {
    const context = { active_model: 'account.move', active_ids: ids };
    const wizard = await odoo.call<number[]>('account.payment.register', 'create', {
      vals_list: [{ amount }],
      context,
    });
    await odoo.call('account.payment.register', 'action_create_payments', { ids: wizard, context });
  };

  test('an invoice is published when it is posted, and not before; and nothing twice', async () => {
    const sold = await sell(5);
    const plant = listening();
    await plant.poll();
    const ids = await invoiced(sold.id);
    expect(await plant.poll()).toEqual([]);
    await press('action_post', ids);
    const amounts = { currency: 'USD', untaxed: 50, tax: 0, total: 50, due: 50 };
    expect(await plant.poll()).toMatchObject([
      {
        name: 'invoice.posted',
        subject: await numberOf(ids),
        data: {
          ...{ plant: 'oslo', kind: 'invoice', status: 'posted', payment: 'open', customer: sold.customer },
          ...{ orders: [sold.reference], date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), ...amounts },
        },
      },
    ]);
    expect(await plant.poll()).toEqual([]);
  });

  test('what was paid of it', async () => {
    const { ids, number } = await soldAndPosted();
    const plant = listening();
    await plant.poll();
    await pay(ids, 20);
    expect(await plant.poll(number)).toMatchObject([
      { name: 'invoice.changed', data: { payment: 'partly-paid', total: 50, due: 30 } },
    ]);
    await pay(ids, 30);
    expect(await plant.poll(number)).toMatchObject([{ name: 'invoice.changed', data: { due: 0 } }]);
    expect(await plant.poll()).toEqual([]);
    await press('button_draft', ids);
    expect(await plant.poll(number)).toMatchObject([{ name: 'invoice.cancelled' }]);
  });

  test('a credit note, and what it leaves of the invoice', async () => {
    const { sold, ids, number } = await soldAndPosted();
    const plant = listening();
    await plant.poll();
    const context = { active_model: 'account.move', active_ids: ids };
    const [move] = await odoo.search<{ id: number; journal_id: [number, string] }>(
      'account.move',
      [['id', 'in', ids]],
      ['journal_id'],
    );
    const wizard = await odoo.call<number[]>('account.move.reversal', 'create', {
      vals_list: [{ journal_id: move?.journal_id[0] }],
      context,
    });
    await odoo.call('account.move.reversal', 'refund_moves', { ids: wizard, context });
    const credit = await idOf(odoo, 'account.move', ['reversed_entry_id', 'in', ids]);
    await press('action_post', [credit]);
    const published = await plant.poll();
    expect(published.find(({ name }) => name === 'invoice.posted')).toMatchObject({
      data: { kind: 'credit-note', credits: number, orders: [sold.reference], total: 50 },
    });
    expect(published.find(({ name }) => name === 'invoice.changed')).toMatchObject({
      subject: number,
      data: { payment: 'reversed', due: 0 },
    });
  });

  test('one that was taken back to a draft is cancelled where it was known, and may be posted again', async () => {
    const { ids, number } = await soldAndPosted();
    await pay(ids, 50);
    const plant = listening();
    await plant.poll();
    await press('button_draft', ids);
    const known = await plant.poll(number);
    // A paid one was closed before the first poll: that it is a draft now does not matter to the plant.
    expect(known).toEqual([]);
    await press('action_post', ids);
    expect(await plant.poll(number)).toMatchObject([{ name: 'invoice.posted' }]);
    await press('button_draft', ids);
    expect(await plant.poll(number)).toMatchObject([
      { name: 'invoice.cancelled', data: { status: 'cancelled' } },
    ]);
    await press('action_post', ids);
    expect(await plant.poll()).toMatchObject([{ name: 'invoice.posted', data: { status: 'posted' } }]);
  });

  test('one that was removed', async () => {
    const { ids, number } = await soldAndPosted();
    const plant = listening();
    await plant.poll();
    await press('button_draft', ids);
    await odoo.call('account.move', 'unlink', { ids, context: { force_delete: true } });
    expect(await plant.poll(number)).toMatchObject([{ name: 'invoice.cancelled', gone: true }]);
  });

  describe('whose it is', () => {
    const record = (plant: PolledPlant, event: string, partner: string) =>
      plant.eventStore.accept(recordOf(report(), { eventKey: event as EventKey, partner }));

    test("the partner's that placed all orders of it", async () => {
      const { sold, number } = await soldAndPosted();
      const plant = listening();
      await record(plant, sold.event, 'shop-nordic');
      expect(await plant.poll(number)).toMatchObject([{ partner: 'shop-nordic' }]);
    });

    test("nobody's where two partners placed them, and where a person placed one", async () => {
      const one = await sell(5);
      const two = await sell(3, one.customer);
      const ids = await invoiced(one.id, two.id);
      await press('action_post', ids);
      const plant = listening();
      await record(plant, one.event, 'shop-nordic');
      await record(plant, two.event, 'shop-south');
      const [published] = await plant.poll(await numberOf(ids));
      expect(published?.data).toMatchObject({ orders: [one.reference, two.reference].sort() });
      expect(published).not.toHaveProperty('partner');
      const another = listening();
      await record(another, one.event, 'shop-nordic');
      expect((await another.poll(await numberOf(ids)))[0]).not.toHaveProperty('partner');
    });
  });

  test('nothing of what another warehouse sold, nor of what no order asked for', async () => {
    const sold = await sell(5);
    const elsewhere = await otherWarehouse(floor());
    await odoo.call('sale.order', 'action_cancel', { ids: [sold.id] });
    await odoo.call('sale.order', 'action_draft', { ids: [sold.id] });
    await odoo.call('sale.order', 'write', { ids: [sold.id], vals: { warehouse_id: elsewhere } });
    await odoo.call('sale.order', 'action_confirm', { ids: [sold.id] });
    const plant = listening();
    await plant.poll();
    await press('action_post', await invoiced(sold.id));
    const partner = await idOf(odoo, 'res.partner', ['ref', '=', sold.customer]);
    const loose = await odoo.create('account.move', [
      {
        move_type: 'out_invoice',
        partner_id: partner,
        invoice_line_ids: [[0, 0, { name: 'Advice', price_unit: 9, tax_ids: [[5, 0, 0]] }]],
      },
    ]);
    await press('action_post', loose);
    expect(await plant.poll()).toEqual([]);
  });

  const otherWarehouse = async (on: ShopFloor): Promise<number> => {
    await on.backend.seed({ warehouses: [{ code: OTHER_WAREHOUSE, name: 'Gdansk' }], items: [] });
    return idOf(odoo, 'stock.warehouse', ['code', '=', OTHER_WAREHOUSE]);
  };
});
