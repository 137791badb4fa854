-- One verdict for each company and lot, whatever calls come at the same time.
CREATE UNIQUE INDEX IF NOT EXISTS x_plant_gateway_verdict_of_lot ON x_plant_gateway_verdict (x_company_id, x_lot_id);

-- Until version 19.0.1.2.0 the verdict was on the lot itself, one for all companies. It becomes that of the company of
-- the lot; of a lot that companies share, that of those that have goods of it or whose events held some; of a lot that no
-- company has goods of, that of all. Of a lot that is held, what lay outside of the places for held goods is free: a hold
-- of a part may have left it. Of a lot that failed, only what events have released since: the rest came back, or somebody
-- took it out.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = 'stock_lot'
                  AND column_name = 'x_plant_gateway_verdict') THEN
        WITH marked AS (
            SELECT lot_id, company_id, location_dest_id FROM stock_move_line
             WHERE state = 'done' AND x_plant_gateway_gate <> ''),
        place AS (
            SELECT p.parent_path FROM stock_location p
             WHERE p.id IN (SELECT location_dest_id FROM marked)
               AND NOT EXISTS (SELECT 1 FROM stock_warehouse w JOIN stock_location s ON s.id = w.lot_stock_id
                                WHERE p.parent_path LIKE s.parent_path || '%')),
        lying AS (
            SELECT q.lot_id, a.company_id, COALESCE(a.warehouse_id, 0) AS warehouse_id,
                   GREATEST(COALESCE(SUM(q.quantity) FILTER (
                       WHERE NOT EXISTS (SELECT 1 FROM place WHERE a.parent_path LIKE place.parent_path || '%')), 0), 0)
                   AS outside
              FROM stock_quant q JOIN stock_location a ON a.id = q.location_id
             WHERE q.lot_id IS NOT NULL AND q.quantity <> 0 AND a.usage IN ('internal', 'transit')
             GROUP BY 1, 2, 3),
        let AS (
            SELECT g.lot_id, COALESCE(b.warehouse_id, 0) AS warehouse_id, SUM(g.quantity_product_uom) AS amount
              FROM stock_move_line g JOIN stock_lot l ON l.id = g.lot_id
              JOIN stock_location a ON a.id = g.location_id JOIN stock_location b ON b.id = g.location_dest_id
             WHERE g.state = 'done' AND g.x_plant_gateway_gate <> '' AND g.date >= l.x_plant_gateway_verdict_at
               AND EXISTS (SELECT 1 FROM place WHERE a.parent_path LIKE place.parent_path || '%')
               AND NOT EXISTS (SELECT 1 FROM place WHERE b.parent_path LIKE place.parent_path || '%')
             GROUP BY 1, 2),
        free AS (
            SELECT o.lot_id, o.company_id, SUM(f.amount) AS outside,
                   string_agg(o.warehouse_id || '=' || f.amount, ';') FILTER (WHERE f.amount > 0) AS by_warehouse
              FROM lying o JOIN stock_lot l ON l.id = o.lot_id
              LEFT JOIN let ON let.lot_id = o.lot_id AND let.warehouse_id = o.warehouse_id
              CROSS JOIN LATERAL (
                   SELECT CASE l.x_plant_gateway_verdict WHEN 'fail' THEN LEAST(o.outside, COALESCE(let.amount, 0))
                          ELSE o.outside END AS amount) f
             GROUP BY 1, 2)
        INSERT INTO x_plant_gateway_verdict (x_company_id, x_lot_id, x_verdict, x_at, x_event, x_free_by, x_free,
                                             write_date)
        SELECT c.id, l.id, l.x_plant_gateway_verdict, l.x_plant_gateway_verdict_at,
               l.x_plant_gateway_verdict_event, y.by_warehouse, COALESCE(y.outside, 0), now() AT TIME ZONE 'UTC'
          FROM stock_lot l CROSS JOIN res_company c
          LEFT JOIN free y ON y.lot_id = l.id AND y.company_id = c.id
         WHERE l.x_plant_gateway_verdict <> ''
           AND (l.company_id = c.id
                OR l.company_id IS NULL
                   AND (y.lot_id IS NOT NULL
                        OR EXISTS (SELECT 1 FROM marked m WHERE m.lot_id = l.id AND m.company_id = c.id)
                        OR NOT EXISTS (SELECT 1 FROM lying o WHERE o.lot_id = l.id)
                           AND NOT EXISTS (SELECT 1 FROM marked o WHERE o.lot_id = l.id)))
            ON CONFLICT (x_company_id, x_lot_id) DO NOTHING;

        -- Each plant's next call tells the place for rework from the one for holding.
        UPDATE stock_location SET x_plant_gateway_place = 'hold'
         WHERE x_plant_gateway_place IS NULL AND id IN (
               SELECT p.id FROM stock_move_line g JOIN stock_location p ON p.id = g.location_dest_id
                WHERE g.state = 'done' AND g.x_plant_gateway_gate <> '' AND p.usage = 'internal'
                  AND NOT EXISTS (SELECT 1 FROM stock_warehouse w JOIN stock_location s ON s.id = w.lot_stock_id
                                   WHERE p.parent_path LIKE s.parent_path || '%'));
    END IF;
END $$;

-- Of lots that were held before version 19.0.1.2.0, what is done is as the gateway has seen it: see AS_SEEN in
-- procedures/_by_people.py. What people did since is counted when somebody looks.
UPDATE stock_move_line AS s
   SET x_plant_gateway_seen = concat_ws(':', COALESCE(s.lot_id, 0), trim_scale(round(s.quantity_product_uom, 6)),
                                        s.location_id, s.location_dest_id)
  FROM x_plant_gateway_verdict v
 WHERE v.x_lot_id = s.lot_id AND v.x_company_id = s.company_id AND v.x_verdict IN ('fail', 'held')
   AND s.state = 'done' AND s.x_plant_gateway_seen IS NULL
   AND (s.write_date < v.write_date OR s.x_plant_gateway_event IS NOT NULL AND s.write_uid = v.create_uid);

-- Odoo has no index for the lines of a lot (measured: at a million lines, a look took 21 s instead of one).
CREATE INDEX IF NOT EXISTS x_plant_gateway_lines_of_lot ON stock_move_line (lot_id) WHERE lot_id IS NOT NULL;

-- The watch over what people do looks at the lines of the last hours, every minute.
CREATE INDEX IF NOT EXISTS x_plant_gateway_lines_done ON stock_move_line (write_date) WHERE state = 'done';

UPDATE x_plant_gateway_verdict v SET x_lot_name = l.name FROM stock_lot l WHERE l.id = v.x_lot_id AND v.x_lot_name IS NULL;
