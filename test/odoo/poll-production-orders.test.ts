import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { ProductionOrder } from '../../events/messages/production-order.ts';
import { productionOrders } from '../../lambdas/outbound/poll/entities/production-orders.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { openFloor } from './open-floor.ts';
import { PolledPlant } from './poll/polled-plant.ts';
import { productionOrderMessages } from './poll/production-orders.ts';
import { idOf } from './stock-office.ts';

describe('messages about production orders to plants', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);

  productionOrderMessages(floor);

  const polledOnce = async (released: { order: string }) => {
    const plant = new PolledPlant(backend, productionOrders);
    await plant.poll();
    const id = await idOf(backend.odoo, 'mrp.production', ['name', '=', released.order]);
    return { plant, id };
  };

  test.each([
    ['another database', ([, number]: [string, number]) => `1:${number}`],
    [
      'this database before it was restored as files',
      ([oid, number]: [string, number]) => `${oid}:${number + 1e6}`,
    ],
  ])(
    'a watermark of %s is not taken: all open orders are compared, and the restore is noticed',
    async (_, markOf) => {
      const on = await floor().release({ quantity: 10 });
      const { plant } = await polledOnce(on);
      const readNow = async () => (await plant.feed.head(plant.plant.id))?.read['production-order'];
      const read = await readNow();
      const [oid = '', number = ''] = read?.mark.split(':') ?? [];
      const mark = markOf([oid, Number(number)]);
      if (read) await plant.feed.setRead(plant.plant.id, 'production-order', { ...read, mark });
      const other = await floor().release({ quantity: 10 });
      expect(await plant.poll(other.order)).toMatchObject([{ name: 'production-order.released' }]);
      expect(plant.noticed).toBe(1);
      expect(await readNow()).toMatchObject({
        mark: expect.stringContaining(`${oid}:`),
        anewAt: expect.any(String),
      });
      expect(await plant.poll(on.order)).toEqual([]);
      expect(plant.noticed).toBe(1);
    },
  );

  test('an order that was removed is cancelled, and no longer in the current state', async () => {
    const on = await floor().release({ quantity: 10 });
    const { plant, id } = await polledOnce(on);
    await backend.odoo.call('mrp.production', 'action_cancel', { ids: [id] });
    await backend.odoo.call('mrp.production', 'unlink', { ids: [id] });
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'production-order.cancelled', gone: true, data: { status: 'cancelled', parts: [] } },
    ]);
    expect(await plant.poll(on.order)).toEqual([]);
  });

  test('a reservation that was taken away leaves no row behind, and is published all the same', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [{ per: 2, tracking: 'lot', stock: { L1: { quantity: 50 } } }],
    });
    const { plant, id } = await polledOnce(on);
    await backend.odoo.call('mrp.production', 'do_unreserve', { ids: [id] });
    const [published] = await plant.poll(on.order);
    const [part] = (published?.data as ProductionOrder | undefined)?.parts ?? [];
    expect(part?.components?.[0]).toMatchObject({ reserved: { value: 0 } });
    expect(part?.components?.[0]?.lots).toBeUndefined();
  });

  test('what a transaction wrote that began long before and committed long after others were read', async () => {
    const database = process.env.PG;
    if (!database) throw new Error('set PG to the connection string of the database of this Odoo');
    const on = await floor().release({ quantity: 10, confirmed: false });
    const { plant, id } = await polledOnce(on);
    const slow = new pg.Client({ connectionString: database });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      // Closed at once: no poll ever finds it open.
      await slow.query(`UPDATE mrp_production SET state = 'done', write_date = now() WHERE id = $1`, [id]);
      const other = await floor().release({ quantity: 10 });
      expect(await plant.poll(other.order)).toHaveLength(1);
      const third = await floor().release({ quantity: 10 });
      expect(await plant.poll(third.order)).toHaveLength(1);
      expect(await plant.poll(on.order)).toEqual([]);
      await slow.query('COMMIT');
      expect(await plant.poll(on.order)).toMatchObject([{ data: { status: 'done' } }]);
    } finally {
      await slow.end();
    }
  });

  test('a watermark of another database means nothing: all that is open is compared, nothing is published twice', async () => {
    const on = await floor().release({ quantity: 10 });
    const { plant } = await polledOnce(on);
    const at = new Date().toISOString();
    await plant.feed.setRead('oslo', 'production-order', { mark: '1:1', at, throughAt: at });
    expect(await plant.poll()).toEqual([]);
    expect((await plant.feed.head('oslo'))?.read['production-order']?.mark).not.toBe('1:1');
  });
});
