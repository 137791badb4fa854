import { OdooClient } from '../../lambdas/odoo/client.ts';
import { calendarOf } from '../sample/calendar.ts';
import { sampleMasterData } from '../sample/master-data.ts';
import { osloShopOrder } from '../sample/plants/oslo.ts';
import { startStandIn } from '../stand-in/index.ts';
import type { OdooAddress } from './local-gateway.ts';

export interface OdooAtHand {
  address: OdooAddress;
  /** Whether the orders of today's sample day are there to be reported on. */
  hasSampleData(): Promise<boolean>;
  /** What Odoo calls the delivery that the sample day ships; a warehouse system would have it from Odoo. */
  sampleDelivery(): Promise<string>;
  stop(): Promise<void>;
}

/** What a call of ten events costs a real Odoo, less what the stand-in's own work costs; keeps figures honest. */
const standInLatencyMs = 40;

/** A real Odoo when ODOO_URL says which, else the stand-in with the sample plants' master data. */
export const odooOrStandIn = async (
  dataDir: string,
  now: Date,
  say: (line: string) => void,
): Promise<OdooAtHand> => {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: apiKey } = process.env;
  const master = sampleMasterData(now);
  const shipped = osloShopOrder(calendarOf(now), 1);
  if (!url) {
    const standIn = await startStandIn({ dataDir, latencyMs: standInLatencyMs });
    standIn.seed(master);
    say(`Odoo: the stand-in (set ODOO_URL, ODOO_DB and ODOO_API_KEY for a real one)`);
    return {
      address: { url: standIn.url, database: standIn.database, apiKey: standIn.apiKey },
      hasSampleData: async () => true,
      sampleDelivery: async () => standIn.inspect.sales.salesOrders(shipped)[0]?.deliveries[0] ?? '',
      stop: () => standIn.stop(),
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
      // A wrong key or address is not a missing order, and would hold every lane.
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
