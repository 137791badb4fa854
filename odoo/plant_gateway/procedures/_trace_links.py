# Which lot went into which, by the order that did it, with quantities in the items' own units.


def links_of(warehouse, lots):
    """(links between these lots, whether there are more). `consumed` is all that the order took of the lot, for
    whatever it made; `returned` and `unbuilt` came back later, by moves that name what they take back, the last of
    them at `corrected`. Other documents than production orders, such as repairs, tie lots without quantities."""
    values = {'lots': lots, 'company': warehouse.company_id.id, 'limit': MOST_LINKS + 1}
    env.cr.execute(
        f"""
        WITH tie AS MATERIALIZED (
            SELECT DISTINCT m.production_id AS order_id, CASE WHEN m.production_id IS NULL THEN m.id END AS move_id,
                   used.lot_id AS used_lot, made.lot_id AS made_lot
              FROM stock_lot l
              JOIN stock_move_line made ON made.product_id = l.product_id AND made.lot_id = l.id
              JOIN stock_move m ON m.id = made.move_id
              JOIN stock_move_line_consume_rel r ON r.consume_line_id = made.id
              JOIN stock_move_line used ON used.id = r.produce_line_id
             WHERE l.id = ANY(%(lots)s) AND used.lot_id = ANY(%(lots)s) AND {TIED}
             LIMIT %(limit)s),
        orders AS MATERIALIZED (SELECT DISTINCT order_id AS id FROM tie WHERE order_id IS NOT NULL),
        {PARTS},
        taken AS (
            SELECT part.order_id, part.is_used, s.lot_id, SUM(s.quantity_product_uom) AS quantity, MAX(s.date) AS date
              FROM part JOIN stock_move_line s ON s.move_id = part.id AND s.state = 'done'
             WHERE s.lot_id = ANY(%(lots)s) GROUP BY 1, 2, 3),
        back AS (
            SELECT part.order_id, part.is_used, s.lot_id, SUM(s.quantity_product_uom) AS quantity, MAX(s.date) AS date
              FROM part JOIN stock_move b ON b.origin_returned_move_id = part.id AND b.state = 'done'
              JOIN stock_move_line s ON s.move_id = b.id AND s.state = 'done'
             WHERE s.lot_id = ANY(%(lots)s) GROUP BY 1, 2, 3)
        SELECT tie.used_lot AS "from", tie.made_lot AS "to", COALESCE(o.name, m.reference) AS document,
               CASE WHEN tie.order_id IS NULL THEN 'other' ELSE 'production' END AS kind,
               COALESCE(ow.code, aw.code, bw.code) AS warehouse,
               to_char(COALESCE(made.date, m.date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
               used.quantity::float8 AS consumed, used_back.quantity::float8 AS returned,
               made.quantity::float8 AS produced, made_back.quantity::float8 AS unbuilt,
               to_char(GREATEST(used_back.date, made_back.date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS corrected
          FROM tie
          LEFT JOIN taken used ON used.order_id = tie.order_id AND used.is_used AND used.lot_id = tie.used_lot
          LEFT JOIN taken made ON made.order_id = tie.order_id AND NOT made.is_used AND made.lot_id = tie.made_lot
          LEFT JOIN back used_back ON used_back.order_id = tie.order_id AND used_back.is_used
                                  AND used_back.lot_id = tie.used_lot
          LEFT JOIN back made_back ON made_back.order_id = tie.order_id AND NOT made_back.is_used
                                  AND made_back.lot_id = tie.made_lot
          LEFT JOIN mrp_production o ON o.id = tie.order_id
          LEFT JOIN stock_picking_type t ON t.id = o.picking_type_id
          LEFT JOIN stock_warehouse ow ON ow.id = t.warehouse_id
          LEFT JOIN stock_move m ON m.id = tie.move_id
          LEFT JOIN stock_location a ON a.id = m.location_id LEFT JOIN stock_warehouse aw ON aw.id = a.warehouse_id
          LEFT JOIN stock_location b ON b.id = m.location_dest_id LEFT JOIN stock_warehouse bw ON bw.id = b.warehouse_id
         ORDER BY 6, 3, 1, 2
    """,
        values,
    )
    links = []
    for row in env.cr.dictfetchall():
        links.append(without_blanks(row))
    return links[:MOST_LINKS], len(links) > MOST_LINKS
