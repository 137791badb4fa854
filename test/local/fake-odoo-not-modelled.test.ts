import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askOdoo } from '../../lambdas/odoo/ports.ts';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import {
  procedures,
  questions,
  questionsNotModelled,
  typesNotModelled,
} from '../../local/fake-odoo/modelled.ts';
import { type NotModelled, notModelled } from '../../local/fake-odoo/not-modelled.ts';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { at } from '../odoo/booking/work-orders.ts';
import { Counter, left, ordered } from '../odoo/counter.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { PurchaseDesk } from '../odoo/purchasing.ts';
import { QualityDesk } from '../odoo/quality-desk.ts';
import { KG, posting, UNIT, WAREHOUSE } from '../odoo/shop-floor.ts';

const page = readFileSync(new URL('../../docs/fake-odoo.md', import.meta.url), 'utf8');
const [, table = '', list = ''] =
  /## What it models\n(.*)## What it does not model\n(.*)## How/s.exec(page) ?? [];

describe('the page about the fake Odoo', () => {
  test('names every event type and question that the fake models, and only those', () => {
    const named = [...table.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...Object.keys(procedures), ...Object.keys(questions)].sort());
  });

  test('lists exactly what the fake refuses', () => {
    const lines = [...list.matchAll(/^- (.*)$/gm)].map(([, line = '']) => line.replaceAll('`', ''));
    expect(lines).toEqual([...typesNotModelled, ...questionsNotModelled, ...Object.values(notModelled)]);
  });
});

describe('what the fake Odoo does not model is refused, and nothing is booked', () => {
  const floor = openFloor(fakeOdooBackend);
  const buying = () => new PurchaseDesk(floor());
  const selling = () => new Counter(floor());
  const judging = () => new QualityDesk(floor());
  const kilograms = (value: number) => ({ value, uom: KG });
  const serials = { serials: [{ number: 'S1' }] };
  const withOperation = () => floor().release({ quantity: 10, operations: ['MIX'] });
  const orderOfSerials = () =>
    buying().order({ items: [{ quantities: [1], tracking: 'serial', uom: UNIT }] });

  /** Books what comes before; the postings returned are to be refused. */
  const refused: Record<NotModelled, () => Promise<Posting[]>> = {
    'strict consumption': async () => {
      const on = await floor().release({ quantity: 2, consumption: 'strict' });
      const other = await floor().release({ quantity: 1 });
      return [floor().reported(on, 2), floor().consumed(on, other.components[0] ?? '', 1)];
    },
    'by-products': async () => {
      const on = await floor().release({ quantity: 2 });
      const [item = ''] = on.components;
      return [floor().reported(on, 2, { by_products: [{ item, quantity: kilograms(1) }] })];
    },
    'parts and operations': async () => {
      const [running, done] = [await withOperation(), await withOperation()];
      await floor().bookOne(floor().started(running, 'MIX', at('06:00')));
      await floor().bookOne(floor().finished(done, 'MIX', at('07:00')));
      return [running, done].map((on) => floor().reported(on, 4, {}, { time: at('08:00') }));
    },
    'operations of a reported order': async () => {
      const [inPart, whole] = [await withOperation(), await withOperation()];
      await floor().book(floor().reported(inPart, 4), floor().reported(whole, 10));
      return [
        floor().started(inPart, 'MIX', at('06:00')),
        floor().paused(whole, 'MIX', at('06:00')),
        floor().finished(whole, 'MIX', at('06:00')),
        floor().labor(inPart, 'MIX', at('06:00'), at('07:00')),
      ];
    },
    'times out of order': async () => {
      const [running, paused, done] = [await withOperation(), await withOperation(), await withOperation()];
      await floor().book(
        floor().started(running, 'MIX', at('06:00')),
        floor().started(paused, 'MIX', at('06:00')),
        floor().paused(paused, 'MIX', at('07:00')),
        floor().finished(done, 'MIX', at('07:00')),
      );
      return [
        floor().started(running, 'MIX', at('06:30')),
        floor().started(paused, 'MIX', at('05:00')),
        floor().started(done, 'MIX', at('06:00')),
        floor().paused(running, 'MIX', at('05:00')),
        floor().paused(paused, 'MIX', at('06:30')),
        floor().finished(paused, 'MIX', at('06:30')),
      ];
    },
    'quantity of an operation': async () => [
      floor().finished(await withOperation(), 'MIX', at('07:00'), { quantity: kilograms(4) }),
    ],
    'counts of operations': async () => {
      const { order } = await withOperation();
      const payload = { machine: 'MIX', order, operation: 'Work at MIX', count: kilograms(4) };
      return [posting('machine.counted', payload)];
    },
    'received serials': async () => {
      const on = await orderOfSerials();
      const lines = [buying().line(on, 1, serials)];
      return [buying().received(on, lines), buying().announced(on, lines)];
    },
    'order lines by position': async () => {
      const on = await buying().order({ items: [{ quantities: [10, 5] }] });
      const lines = [buying().line(on, 4, { line: 2 })];
      const confirmed = { item: on.items[0] ?? '', quantity: kilograms(5), line: 2 };
      return [
        buying().received(on, lines),
        buying().announced(on, lines),
        buying().confirmed(on, [confirmed]),
      ];
    },
    subcontracting: async () => {
      const on = await buying().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
      const bought = await buying().order();
      const consumed = [{ item: on.components[0] ?? '', quantity: kilograms(1) }];
      return [
        buying().received(on, 4),
        buying().announced(on, [buying().line(on, 4)]),
        buying().received(bought, [buying().line(bought, 4, { consumed })]),
      ];
    },
    'confirmed quantities': async () => {
      const on = await buying().order();
      return [buying().confirmed(on, [{ item: on.items[0] ?? '', quantity: kilograms(8) }])];
    },
    'shipped serials': async () => {
      const stock = { S1: { quantity: 1 } };
      const sold = await selling().sell({ quantity: 1, uom: UNIT, tracking: 'serial', stock });
      const line = left(sold.items[0] ?? '', 1, { quantity: { value: 1, uom: UNIT }, serials: ['S1'] });
      const shipped = await selling().sell({ quantity: 1, uom: UNIT, tracking: 'serial', stock });
      const there = left(shipped.items[0] ?? '', 1, { quantity: { value: 1, uom: UNIT } });
      await floor().bookOne(
        selling().shipped(shipped, { lines: [{ ...there, lots: [{ number: 'S1', quantity: 1 }] }] }),
      );
      return [
        selling().shipped(sold, { lines: [line] }),
        selling().returned(shipped, [{ ...there, serials: ['S1'] }]),
      ];
    },
    'sales terms': async () => {
      const { code: customer, address } = await selling().customer();
      const [milk = ''] = await selling().offer({ stock: 9 });
      const price = { value: 3, currency: 'USD' };
      return [
        selling().placed({ customer, deliver_to: address, lines: [ordered(milk, 1)] }),
        selling().placed({ customer, lines: [ordered(milk, 1, { price })] }),
      ];
    },
    'counted serials': async () => {
      const stock = { S1: { quantity: 1 } };
      const [item = ''] = await selling().offer({ uom: UNIT, tracking: 'serial', stock });
      const payload = { item, location: 'OSL/Stock', quantity: { value: 1, uom: UNIT }, lot: 'S1' };
      return [posting('stock.counted', payload)];
    },
    rework: async () => {
      const on = await judging().release();
      await floor().bookOne(judging().made(on, 6, 'L1'));
      return [judging().released(on, 'L1', { use: 'rework' })];
    },
  };

  test.each(Object.entries(refused))('%s', async (what, prepare) => {
    const postings = await prepare();
    for (const each of postings) {
      const row = await floor().bookOne(each);
      const words = expect.stringContaining(
        `the fake Odoo does not model ${notModelled[what as NotModelled]}: connect a real Odoo (docs/fake-odoo.md)`,
      );
      expect(row).toMatchObject({ result: 'refused', code: 'not-modelled', message: words });
    }
    expect(await floor().backend.idempotencyRecords(postings.map(({ event }) => event))).toEqual([]);
  });

  test.each(typesNotModelled)('events of type %s', async (type) => {
    const event = posting(type, { anything: true });
    expect(await floor().bookOne(event)).toMatchObject({
      result: 'refused',
      code: 'not-modelled',
      pointer: '/type',
      message: expect.stringContaining(`events of type ${type}: connect a real Odoo`),
    });
    expect(await floor().backend.idempotencyRecords([event.event])).toEqual([]);
  });

  test.each(questionsNotModelled)('the question %s', async (question) => {
    await floor().release({ quantity: 1 });
    expect(await askOdoo(floor().client, { question, warehouse: WAREHOUSE, about: {} })).toMatchObject({
      ok: false,
      kind: 'declined',
      code: 'not-modelled',
      message: expect.stringContaining(`what the question ${question} asks for: connect a real Odoo`),
    });
  });

  test('of invoices it says that the Invoicing app is not installed, as such an Odoo does', async () => {
    await floor().release({ quantity: 1 });
    for (const question of ['invoices.changes', 'invoices.read'])
      expect(await askOdoo(floor().client, { question, warehouse: WAREHOUSE, about: {} })).toMatchObject({
        kind: 'declined',
        code: 'app-not-installed',
      });
  });
});
