import { type StandIn, type StandInOptions, startStandIn } from '../../local/stand-in/index.ts';
import type { World } from './world.ts';

export interface StandInWorld extends World {
  readonly standIn: StandIn;
}

export async function standInWorld(options: StandInOptions = {}): Promise<StandInWorld> {
  const standIn = await startStandIn(options);
  const { inspect } = standIn;
  return {
    name: 'stand-in',
    url: standIn.url,
    database: standIn.database,
    apiKey: standIn.apiKey,
    standIn,
    seed: async (data) => standIn.seed(data),
    orderFamily: async (order) => inspect.orderFamily(order),
    onHand: async (warehouse, item) => inspect.onHand(warehouse, item),
    stockAt: async (location, item) => inspect.stockAt(location, item),
    scrapped: async (order, item) => inspect.scrapped(order, item),
    issued: async (order) => inspect.issued(order),
    reprice: async (item, price) => inspect.reprice(item, price),
    hourlyCost: async (workCenter) => inspect.hourlyCost(workCenter),
    counted: async (order) => inspect.counted(order),
    receipts: async (eventKeys) => inspect.receipts(eventKeys),
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
    purchaseOrder: async (name) => inspect.purchaseOrder(name),
    atSuppliers: async (item) => inspect.atSuppliers(item),
    close: () => standIn.stop(),
  };
}
