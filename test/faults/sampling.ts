import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export interface Samples {
  taken: number;
  /** descriptions of samples in which the lots were reserved, or were outside of the hold place */
  seen: string[];
}

/** What is reserved of an item's lots, on stock and for anybody, and what of it lies elsewhere than in the hold place. */
const question = `
  SELECT coalesce((SELECT sum(q.reserved_quantity) FROM stock_quant q JOIN product_product p ON p.id = q.product_id
                    WHERE p.default_code = $1), 0) AS reserved,
         coalesce((SELECT sum(l.quantity_product_uom) FROM stock_move_line l JOIN product_product p ON p.id = l.product_id
                     JOIN stock_move m ON m.id = l.move_id
                    WHERE p.default_code = $1 AND l.lot_id IS NOT NULL AND l.state NOT IN ('done', 'cancel')
                      AND m.production_id IS NULL), 0) AS promised,
         coalesce((SELECT sum(q.quantity) FROM stock_quant q JOIN product_product p ON p.id = q.product_id
                     JOIN stock_location s ON s.id = q.location_id
                    WHERE p.default_code = $1 AND s.usage = 'internal' AND s.complete_name <> $2), 0) AS elsewhere`;

/** Reads Odoo's database again and again until it is stopped. */
export function sampleAllAlong(
  connectionString: string,
  item: string,
  hold: string,
): { samples: Samples; stop(): Promise<void> } {
  const client = new pg.Client({ connectionString });
  const samples: Samples = { taken: 0, seen: [] };
  let stopped = false;
  const running = (async () => {
    await client.connect();
    while (!stopped) {
      // Leaves time for the programs under test.
      await pause(5);
      const { rows } = await client.query<Record<string, string>>(question, [item, hold]);
      samples.taken += 1;
      for (const [name, value] of Object.entries(rows[0] ?? {}))
        if (Number(value) !== 0) samples.seen.push(`${name} ${value} in sample ${samples.taken}`);
    }
    await client.end();
  })();
  return {
    samples,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
