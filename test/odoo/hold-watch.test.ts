import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { Plant, until } from '../e2e/plant.ts';
import { functionNamed } from '../faults/gateway.ts';
import { ByHand } from './by-hand.ts';

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const kilograms = (value: number) => ({ value, unit: 'KGM' });
const hold = 'OSL/Quality hold';

/** From a person's button in Odoo to the hold place, the audit and the page, through the whole gateway. */
describe('the gateway watches what people do in Odoo with held goods', () => {
  let plant: Plant;
  let backend: RealOdooBackend;
  let people: ByHand;
  beforeAll(async () => {
    backend = realOdooFromEnvironment();
    people = new ByHand(backend);
    plant = await Plant.open(backend);
  });
  afterAll(() => plant?.close());

  const watch = () => plant.gateway.cloud.invoke(functionNamed(plant.gateway, /quality/i), { watch: 'oslo' });
  const audit = async (item: string, lot: string) => {
    const { body } = await plant.get(`/v1/plants/oslo/lots/${lot}/audit?item=${item}`);
    return (body.entries ?? []) as { what: string; person?: string; evidence: { reason?: string } }[];
  };
  const audited = (item: string, lot: string, what: string) =>
    until(
      async () => (await audit(item, lot)).find((entry) => entry.what === what),
      () => audit(item, lot),
    );

  it('holds again what a person returned from a customer, and pages because a delivery had got it', async () => {
    const [order, item, lot] = [plant.name('OSL/MO/'), plant.name('F'), plant.name('L')];
    const [customer, sale, next] = [plant.name('C'), plant.name('SHOP-'), plant.name('SHOP-')];
    await backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [{ code: item, name: item, uom: 'uom.product_uom_kgm', tracking: 'lot' }],
      orders: [{ name: order, warehouse: 'OSL', item, quantity: 10 }],
      customers: [{ code: customer, name: customer }],
      salesOrders: [sale, next].map((reference) => ({
        ...{ reference, warehouse: 'OSL', customer },
        lines: [{ item, quantity: 6 }],
      })),
    });
    await watch();
    const made = plant.event(
      'production.reported',
      { order, quantity: kilograms(6), lot: { number: lot } },
      { time: hoursAgo(3) },
    );
    await plant.send(made);
    await plant.become(made, 'posted');
    const [sold] = await backend.sales.salesOrders(sale);
    const delivery = sold?.deliveries[0] ?? '';
    const picking = await people.idOf('stock.picking', [['name', '=', delivery]]);
    await backend.odoo.call('stock.picking', 'button_validate', { ids: [picking] });
    const failed = plant.event(
      'lot.inspected',
      { item, lot, verdict: 'fail' },
      { source: '/plants/oslo/lab', subject: lot, time: hoursAgo(1) },
    );
    await plant.send(failed, { partner: 'oslo-lab' });
    await plant.become(failed, 'posted');

    await people.returnEverything(delivery);
    const [waiting] = await backend.sales.salesOrders(next);
    expect(await backend.sales.promised(waiting?.deliveries[0] ?? '')).toEqual({ [lot]: 6 });
    await watch();
    const entry = await audited(item, lot, 'bypassed');
    expect(entry).toMatchObject({
      person: expect.any(String),
      evidence: { reason: expect.stringMatching(/^6 kg of lot \w+, Customers to OSL\/Stock; OSL\//) },
    });
    expect((await backend.stockAt(hold, item)).byLot).toEqual({ [lot]: 6 });
    expect(await backend.sales.promised(waiting?.deliveries[0] ?? '')).toEqual({});
    // Once more finds nothing new: what an event moved is no person's doing.
    await watch();
    expect((await audit(item, lot)).filter(({ what }) => what === 'bypassed')).toHaveLength(1);
  });
});
