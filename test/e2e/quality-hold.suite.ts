import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBackend } from '../backends/test-backend.ts';
import { type Event, Plant, until } from './plant.ts';

const kilograms = (value: number) => ({ value, unit: 'KGM' });
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const lab = { partner: 'oslo-lab' };

interface Made {
  product: string;
  lot: string;
}

interface Entry {
  what: string;
  system: string;
}

/** A lot from its production to the customer or to its refusal: laboratory, state machine, Odoo and audit. */
export const qualityHoldSuite = (backendOf: () => Promise<TestBackend>) =>
  describe('a lot in quality hold', () => {
    let plant: Plant;
    beforeAll(async () => {
      plant = await Plant.open(await backendOf());
    });
    afterAll(() => plant?.close());

    /** Makes ten kilograms of a lot of infant formula, so many hours ago. */
    const make = async (hours = 2): Promise<{ product: string; lot: string; sale: string }> => {
      const [order, product, whey] = [plant.name('OSL/MO/'), plant.name('F'), plant.name('W')];
      const [lot, customer, sale] = [plant.name('IF-'), plant.name('C'), plant.name('SHOP-')];
      const uom = 'uom.product_uom_kgm';
      await plant.backend.seed({
        warehouses: [{ code: 'OSL', name: 'Oslo' }],
        items: [
          { code: product, name: product, uom, tracking: 'lot', category: 'Infant formula' },
          { code: whey, name: whey, uom, tracking: 'none' },
        ],
        boms: [{ item: product, quantity: 1, components: [{ item: whey, quantity: 1 }] }],
        stock: [{ warehouse: 'OSL', item: whey, quantity: 1000 }],
        orders: [{ name: order, warehouse: 'OSL', item: product, quantity: 10 }],
        customers: [{ code: customer, name: customer }],
        salesOrders: [
          { reference: sale, warehouse: 'OSL', customer, lines: [{ item: product, quantity: 10 }] },
        ],
      });
      const report = plant.event(
        'production.reported',
        { order, quantity: kilograms(10), lot: { number: lot } },
        { time: hoursAgo(hours) },
      );
      await plant.send(report);
      await plant.become(report, 'posted');
      expect((await plant.backend.stockAt('OSL/Quality hold', product)).byLot).toEqual({ [lot]: 10 });
      return { product, lot, sale };
    };
    const word = (
      name: string,
      item: string,
      lot: string,
      more: object = {},
      over: Partial<Event> = {},
    ): Event =>
      plant.event(
        name,
        { item, lot, ...more },
        { source: '/plants/oslo/lab', subject: lot, time: hoursAgo(1), ...over },
      );
    const audit = async ({ product, lot }: Made): Promise<string[]> => {
      const { body } = await plant.get(`/v1/plants/oslo/lots/${lot}/audit?item=${product}`);
      return ((body.entries ?? []) as Entry[]).map(({ what }) => what);
    };
    const audited = (made: Made, what: string) =>
      until(
        async () => ((await audit(made)).includes(what) ? true : undefined),
        () => audit(made),
      );
    const execution = (lot: string) =>
      plant.gateway.cloud.stateMachines
        .executions()
        .find(({ input }) => (input as { lot?: string }).lot === lot);

    it('is let out when it passes, the delivery that waits gets it, and its execution ends', async () => {
      const { product, lot, sale } = await make();
      expect((await plant.send(word('lot.inspected', product, lot, { verdict: 'pass' }), lab)).status).toBe(
        202,
      );
      await audited({ product, lot }, 'released');
      expect((await plant.backend.stockAt('OSL/Stock', product)).byLot).toEqual({ [lot]: 10 });
      const [sold] = await plant.backend.sales.salesOrders(sale);
      expect(await plant.backend.sales.promised(sold?.deliveries[0] ?? '')).toEqual({ [lot]: 10 });
      await until(async () => (execution(lot)?.status === 'SUCCEEDED' ? true : undefined));
      expect(await audit({ product, lot })).toEqual(['held', 'passed', 'released']);
    });

    it('stays when it fails, with a nonconformance in Odoo', async () => {
      const { product, lot } = await make();
      await plant.send(word('lot.inspected', product, lot, { verdict: 'fail' }), lab);
      await audited({ product, lot }, 'raised');
      expect((await plant.backend.stockAt('OSL/Quality hold', product)).byLot).toEqual({ [lot]: 10 });
      expect(execution(lot)?.status).toBe('RUNNING');
    });

    it('stays when nobody says a word in time, the laboratory is reminded and the person on call is paged, and a late pass counts', async () => {
      const { product, lot } = await make(100);
      await audited({ product, lot }, 'escalated');
      expect(await audit({ product, lot })).toEqual(['held', 'escalated', 'reminded']);
      expect((await plant.backend.stockAt('OSL/Quality hold', product)).byLot).toEqual({ [lot]: 10 });
      await plant.send(word('lot.inspected', product, lot, { verdict: 'pass' }), lab);
      await audited({ product, lot }, 'released');
      expect((await plant.backend.stockAt('OSL/Stock', product)).byLot).toEqual({ [lot]: 10 });
    });

    it('is released by its owner alone, in part, and the rest stays', async () => {
      const { product, lot } = await make();
      const mine = word('lot.released', product, lot, {}, { source: '/plants/oslo/mes' });
      const refused = await plant.send(mine, { partner: 'oslo-mes' });
      expect(refused.status).toBe(403);
      const part = word('lot.released', product, lot, { quantity: kilograms(4), releasedBy: 'qa.hansen' });
      await plant.send(part, lab);
      await plant.become(part, 'posted', 'oslo-lab');
      expect((await plant.backend.stockAt('OSL/Stock', product)).byLot).toEqual({ [lot]: 4 });
      expect((await plant.backend.stockAt('OSL/Quality hold', product)).byLot).toEqual({ [lot]: 6 });
      expect(execution(lot)?.status).toBe('RUNNING');
    });

    it('shows its audit to partners who may read the plant, and to nobody else', async () => {
      const { product, lot } = await make();
      await audited({ product, lot }, 'held');
      expect((await plant.get(`/v1/plants/oslo/lots/${lot}/audit?item=${product}`, 'lyon-mes')).status).toBe(
        404,
      );
      expect(
        (await plant.get(`/v1/plants/oslo/lots/${lot}/audit?item=${product}`, 'baltic-wms')).status,
      ).toBe(403);
    });
  });
