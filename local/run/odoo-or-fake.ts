import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { startFakeOdoo } from '../fake-odoo/index.ts';
import { calendarOf } from '../sample/calendar.ts';
import { sampleMasterData } from '../sample/master-data.ts';
import { osloShopOrder } from '../sample/plants/oslo.ts';
import type { OdooAddress } from './local-gateway.ts';

export interface OdooAtHand {
  address: OdooAddress;
  /** Whether the orders of today's sample day are there to be reported on. */
  hasSampleData(): Promise<boolean>;
  /** What Odoo calls the delivery that the sample day ships; a warehouse system would have it from Odoo. */
  sampleDelivery(): Promise<string>;
  stop(): Promise<void>;
}

/** What a call of ten events costs a real Odoo, less what the fake Odoo's own work costs; keeps figures honest. */
const fakeLatencyMs = 40;

/** A real Odoo when ODOO_URL says which, else the fake Odoo with the sample plants' master data. */
export const odooOrFake = async (
  dataDir: string,
  now: Date,
  say: (line: string) => void,
): Promise<OdooAtHand> => {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey } = process.env;
  const master = sampleMasterData(now);
  const shipped = osloShopOrder(calendarOf(now), 1);
  if (!url) {
    takeOver(join(dataDir, '..', 'odoo-stand-in'), dataDir);
    const fake = await startFakeOdoo({ dataDir, latencyMs: fakeLatencyMs });
    fake.seed(master);
    say(`Odoo: the fake Odoo (set ODOO_URL, ODOO_DB and ODOO_API_KEY for a real one)`);
    return {
      address: { url: fake.url, database: fake.database, apiKey: fake.apiKey },
      hasSampleData: async () => true,
      sampleDelivery: async () => fake.inspect.sales.salesOrders(shipped)[0]?.deliveries[0] ?? '',
      stop: () => fake.stop(),
    };
  }
  if (!database || !apiKey) throw new Error('beside ODOO_URL, set ODOO_DB and ODOO_API_KEY');
  say(`Odoo: ${url}, database ${database}`);
  const address = { url, database, apiKey };
  return {
    address,
    async hasSampleData() {
      const names = (master.orders ?? []).map((order) => order.name);
      const answer = await new OdooClient(address).call<unknown[]>('mrp.production', 'search_read', {
        domain: [['name', 'in', names]],
        fields: ['name'],
        limit: 1,
      });
      // A wrong key or address is not a missing order. It would hold every plant queue.
      if (!answer.ok) throw new Error(`Odoo at ODOO_URL: ${answer.code}: ${answer.message}`);
      return answer.value.length > 0;
    },
    async sampleDelivery() {
      const answer = await new OdooClient(address).call<{ name: string }[]>('stock.picking', 'search_read', {
        domain: [['sale_id.client_order_ref', '=', shipped]],
        fields: ['name'],
        order: 'id',
        limit: 1,
      });
      if (!answer.ok) throw new Error(`Odoo at ODOO_URL: ${answer.code}: ${answer.message}`);
      return answer.value[0]?.name ?? '';
    },
    stop: async () => {},
  };
};

/** Older local runs kept the books under the name `odoo-stand-in`. They are renamed, so that nothing booked is lost. */
const takeOver = (before: string, dataDir: string): void => {
  if (!existsSync(before) || existsSync(dataDir)) return;
  renameSync(before, dataDir);
  for (const name of readdirSync(dataDir))
    renameSync(join(dataDir, name), join(dataDir, name.replace('odoo-stand-in', 'fake-odoo')));
};
