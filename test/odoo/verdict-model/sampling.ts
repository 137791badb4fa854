import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/**
 * Lots of these items that quality holds and of which more is promised or lies open than is free of them: in every
 * warehouse with a hold place, whatever happens at the same time.
 */
const question = `
  SELECT p.default_code, v.x_verdict, v.x_free, sum(q.reserved_quantity) AS reserved, sum(q.quantity) AS open
    FROM x_plant_gateway_verdict v
    JOIN stock_lot l ON l.id = v.x_lot_id JOIN product_product p ON p.id = l.product_id
    JOIN stock_quant q ON q.lot_id = l.id AND q.product_id = l.product_id
    JOIN stock_location a ON a.id = q.location_id AND a.usage = 'internal' AND a.company_id = v.x_company_id
    JOIN stock_warehouse w ON w.id = a.warehouse_id
   WHERE p.default_code LIKE $1 AND v.x_verdict IN ('fail', 'held')
     AND EXISTS (SELECT 1 FROM stock_location h WHERE h.warehouse_id = w.id AND h.x_plant_gateway_place = 'hold')
     AND a.x_plant_gateway_place IS NULL
   GROUP BY p.default_code, v.id
  HAVING sum(q.reserved_quantity) > coalesce(v.x_free, 0) + 0.001 OR sum(q.quantity) > coalesce(v.x_free, 0) + 0.001`;

/** Reads Odoo's database again and again until it is stopped. */
export class Sampler {
  readonly seen: string[] = [];
  taken = 0;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(connectionString: string, items: string) {
    const client = new pg.Client({ connectionString });
    this.running = (async () => {
      await client.connect();
      while (!this.stopped) {
        await pause(20);
        const { rows } = await client.query(question, [items]);
        this.taken += 1;
        for (const row of rows) this.seen.push(JSON.stringify(row));
      }
      await client.end();
    })();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }
}
