import { type FakeOdoo, type FakeOdooOptions, startFakeOdoo } from '../../local/fake-odoo/index.ts';
import type { TestBackend } from './test-backend.ts';

export interface FakeOdooBackend extends TestBackend {
  readonly fake: FakeOdoo;
}

const notModelled = async (): Promise<never> => {
  throw new Error(
    'the fake Odoo does not model this: the test belongs to the real one (test/backends/modelled.ts)',
  );
};

export async function fakeOdooBackend(options: FakeOdooOptions = {}): Promise<FakeOdooBackend> {
  const fake = await startFakeOdoo(options);
  const { inspect } = fake;
  return {
    name: 'fake Odoo',
    url: fake.url,
    database: fake.database,
    apiKey: fake.apiKey,
    fake,
    seed: async (data) => fake.seed(data),
    orderFamily: async (order) => inspect.orderFamily(order),
    onHand: async (warehouse, item) => inspect.onHand(warehouse, item),
    stockAt: async (location, item) => inspect.stockAt(location, item),
    scrapped: async (order, item) => inspect.scrapped(order, item),
    issued: async (order) => inspect.issued(order),
    reprice: notModelled,
    hourlyCost: notModelled,
    counted: async (order) => inspect.counted(order),
    idempotencyRecords: async (eventKeys) => inspect.idempotencyRecords(eventKeys),
    lotTwins: async (item, lot) => inspect.lotTwins(item, lot),
    workOrders: async (order) => inspect.workOrders(order),
    workTimes: async (order) => inspect.workTimes(order),
    cancelOrder: async (order) => inspect.cancelOrder(order),
    sales: {
      salesOrders: async (reference) => inspect.sales.salesOrders(reference),
      deliveries: async (name) => inspect.sales.deliveries(name),
      promised: async (name) => inspect.sales.promised(name),
      cancelDelivery: async (name) => inspect.sales.cancelDelivery(name),
    },
    purchaseOrder: async (name) => ({ ...inspect.purchaseOrder(name), notes: [], activities: [] }),
    atSuppliers: notModelled,
    close: () => fake.stop(),
  };
}
