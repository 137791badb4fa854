import { describe } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { groupsOf } from '../backends/modelled.ts';
import { productionOrdersTold } from '../odoo/dispatch/production-orders.ts';
import { purchaseOrdersTold } from '../odoo/dispatch/purchase-orders.ts';
import { salesOrdersTold } from '../odoo/dispatch/sales-orders.ts';
import { shortagesTold } from '../odoo/dispatch/shortages.ts';
import { stockTold } from '../odoo/dispatch/stock.ts';
import { openFloor } from '../odoo/open-floor.ts';

describe('what plants are told, on the fake Odoo', () => {
  const floor = openFloor(fakeOdooBackend);
  const group = groupsOf('what plants are told', { onFake: true });

  group('production orders', () => productionOrdersTold(floor));
  group('purchase orders', () => purchaseOrdersTold(floor));
  group('sales orders', () => salesOrdersTold(floor));
  group('shortages', () => shortagesTold(floor));
  group('stock', () => stockTold(floor));
});
