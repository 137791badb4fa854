import { invoices } from './entities/invoices.ts';
import { productionOrders } from './entities/production-orders.ts';
import { purchaseOrders } from './entities/purchase-orders.ts';
import { salesOrders } from './entities/sales-orders.ts';
import { shortages } from './entities/shortages.ts';
import { stock } from './entities/stock.ts';
import type { EntityType } from './entity-type.ts';

/** Entity types in the order in which Odoo is polled. */
export const entityTypes: readonly EntityType[] = [
  productionOrders,
  shortages,
  stock,
  purchaseOrders,
  salesOrders,
  invoices,
];
