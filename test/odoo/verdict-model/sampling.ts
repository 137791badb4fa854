import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** What of the lots of a story may lie open in a warehouse, or be promised, by the model. Only lots that it holds. */
export type Limits = Map<string, { item: string; warehouse: string; most: number }>;

/** What lies open in a warehouse with a hold place, or is promised, beyond its limit. */
const question = `
  SELECT m.item, m.warehouse, sum(q.reserved_quantity) AS reserved, sum(q.quantity) AS open
    FROM unnest($1::text[], $2::text[], $3::float8[]) AS m (item, warehouse, most)
    JOIN product_product p ON p.default_code = m.item
    JOIN stock_quant q ON q.product_id = p.id
    JOIN stock_location a ON a.id = q.location_id AND a.usage = 'internal' AND a.x_plant_gateway_place IS NULL
    JOIN stock_warehouse w ON w.id = a.warehouse_id AND w.code = m.warehouse
   GROUP BY m.item, m.warehouse, m.most
  HAVING sum(q.reserved_quantity) > m.most + 0.001 OR sum(q.quantity) > m.most + 0.001`;

/** Reads Odoo's database again and again until it is stopped. */
export class Sampler {
  readonly seen: string[] = [];
  taken = 0;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(connectionString: string, limits: Limits) {
    const client = new pg.Client({ connectionString });
    this.running = (async () => {
      await client.connect();
      while (!this.stopped) {
        await pause(20);
        const asked = [...limits.values()];
        const columns = [
          asked.map(({ item }) => item),
          asked.map(({ warehouse }) => warehouse),
          asked.map(({ most }) => most),
        ];
        const { rows } = await client.query(question, columns);
        this.taken += 1;
        for (const row of rows) {
          // A step may have ended while the question was answered.
          const most = limits.get(`${row.item} ${row.warehouse}`)?.most ?? Number.POSITIVE_INFINITY;
          if (Math.max(Number(row.open), Number(row.reserved)) > most + 0.001)
            this.seen.push(JSON.stringify({ ...row, most }));
        }
      }
      await client.end();
    })();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }
}
