import type { Asked } from '../desk.ts';
import { answeredTime, idList } from './genealogy.ts';

interface AmountRow {
  production: number;
  name: string;
  warehouse: string;
  finished: string;
  side: 'used' | 'made';
  lot: number;
  quantity: number;
  /** of the return; 0 is the booking */
  correction: number;
  returned: string | null;
}

interface Amounts {
  at: string;
  used: { lot: number; quantity: number }[];
  made: { lot: number; quantity: number }[];
}

/** The orders that made these lots, with all that they used and made. An order that does not fit is left out whole. */
export function ordersOf(
  { books }: Asked,
  lots: readonly number[],
  most: number,
): { orders: (Amounts & { name: string; warehouse: string; corrections: Amounts[] })[]; more: boolean } {
  const rows = books.all<AmountRow>(
    `WITH made AS (SELECT DISTINCT production_id AS id FROM production_lot
                    WHERE lot_id IN (SELECT value FROM json_each(?1))),
     amount AS (
       SELECT production.id AS production, 0 AS correction, NULL AS returned, 'made' AS side, made_lot.lot_id AS lot,
              CASE item.tracking WHEN 'serial' THEN 1 ELSE produced END AS quantity
         FROM made JOIN production ON production.id = made.id JOIN item ON item.id = item_id
         JOIN production_lot AS made_lot ON made_lot.production_id = production.id
       UNION ALL
       SELECT production_id, 0, NULL, 'used', lot_id, sum(quantity)
         FROM raw_move JOIN raw_line ON raw_line.move_id = raw_move.id
        WHERE production_id IN (SELECT id FROM made) AND state = 'done' AND quantity > 0 GROUP BY 1, 5
       UNION ALL
       SELECT production_id, returned.id, moment, 'used', lot_id, quantity
         FROM raw_move JOIN returned ON returned.move_id = raw_move.id WHERE production_id IN (SELECT id FROM made))
     SELECT amount.*, production.name, warehouse.code AS warehouse, production.finished FROM amount
       JOIN production ON production.id = amount.production JOIN warehouse ON warehouse.id = production.warehouse_id
      WHERE lot IS NOT NULL ORDER BY production, correction, side, lot LIMIT ?2`,
    idList(lots),
    most + 1,
  );
  const cut = rows[most]?.production;
  const whole = Map.groupBy(
    rows.filter(({ production }) => production !== cut),
    ({ production }) => production,
  );
  const side = (of: readonly AmountRow[], wanted: 'used' | 'made') =>
    of.filter((row) => row.side === wanted).map(({ lot, quantity }) => ({ lot, quantity }));
  const orders = [...whole.values()].map((of) => {
    const [first] = of as [AmountRow, ...AmountRow[]];
    const [[, booked = []] = [], ...corrections] = Map.groupBy(of, ({ correction }) => correction);
    return {
      name: first.name,
      warehouse: first.warehouse,
      at: answeredTime(first.finished),
      used: side(booked, 'used'),
      made: side(booked, 'made'),
      corrections: corrections.map(([, back]) => ({
        at: answeredTime(back[0]?.returned ?? first.finished),
        used: side(back, 'used'),
        made: [],
      })),
    };
  });
  return { orders, more: cut !== undefined };
}
