import type { Kind } from './kind.ts';
import { invoices } from './kinds/invoices.ts';
import { productionOrders } from './kinds/production-orders.ts';
import { purchaseOrders } from './kinds/purchase-orders.ts';
import { salesOrders } from './kinds/sales-orders.ts';
import { shortages } from './kinds/shortages.ts';
import { stock } from './kinds/stock.ts';

/** What plants are told of, in the order in which Odoo is asked. */
export const kinds: readonly Kind[] = [
  productionOrders,
  shortages,
  stock,
  purchaseOrders,
  salesOrders,
  invoices,
];
