import { OdooClient } from '../../lambdas/odoo/client.ts';
import { sampleMasterData } from '../sample/master-data.ts';
import { startStandIn } from '../stand-in/index.ts';
import type { OdooAddress } from './local-gateway.ts';

export interface OdooAtHand {
  address: OdooAddress;
  /** Whether the orders of today's sample day are there to be reported on. */
  hasSampleData(): Promise<boolean>;
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
  if (!url) {
    const standIn = await startStandIn({ dataDir, latencyMs: standInLatencyMs });
    standIn.seed(master);
    say(`Odoo: the stand-in (set ODOO_URL, ODOO_DB and ODOO_API_KEY for a real one)`);
    return {
      address: { url: standIn.url, database: standIn.database, apiKey: standIn.apiKey },
      hasSampleData: async () => true,
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
    stop: async () => {},
  };
};
