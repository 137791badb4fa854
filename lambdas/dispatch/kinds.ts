import type { Kind } from './kind.ts';
import { productionOrders } from './kinds/production-orders.ts';

/** What plants are told of, in the order in which Odoo is asked. */
export const kinds: readonly Kind[] = [productionOrders];
