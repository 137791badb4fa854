import { describe } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { groupsOf } from '../backends/modelled.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { productionOrderMessages } from '../odoo/poll/production-orders.ts';
import { purchaseOrderMessages } from '../odoo/poll/purchase-orders.ts';
import { salesOrderMessages } from '../odoo/poll/sales-orders.ts';
import { shortageMessages } from '../odoo/poll/shortages.ts';
import { stockMessages } from '../odoo/poll/stock.ts';

describe('messages to plants, on the fake Odoo', () => {
  const floor = openFloor(fakeOdooBackend);
  const group = groupsOf('messages to plants', { onFake: true });

  group('production orders', () => productionOrderMessages(floor));
  group('purchase orders', () => purchaseOrderMessages(floor));
  group('sales orders', () => salesOrderMessages(floor));
  group('shortages', () => shortageMessages(floor));
  group('stock', () => stockMessages(floor));
});
