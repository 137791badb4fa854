import { describe } from 'vitest';
import { purchaseOrdersTold } from '../odoo/dispatch/purchase-orders.ts';
import { salesOrdersTold } from '../odoo/dispatch/sales-orders.ts';
import { shortagesTold } from '../odoo/dispatch/shortages.ts';
import { stockTold } from '../odoo/dispatch/stock.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { standInWorld } from '../worlds/stand-in.ts';

describe('what plants are told, on the stand-in', () => {
  const floor = openFloor(standInWorld);

  describe('purchase orders', () => purchaseOrdersTold(floor));
  describe('sales orders', () => salesOrdersTold(floor));
  describe('shortages', () => shortagesTold(floor));
  describe('stock', () => stockTold(floor));
});
