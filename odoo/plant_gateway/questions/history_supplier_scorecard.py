# history.supplier_scorecard: by supplier, what was promised for a day, whether it came in time, in full, and which of
# its lots quality refused. Nothing of a day that is not over: what is not due yet is not late.

# What came of a line of a purchase, less what went back; until the end of the day, and by now.
CAME_OF_LINE = f"""SELECT
        SUM(CASE WHEN ms.date < {DAY_ENDS} THEN quantity ELSE 0 END) AS in_time, SUM(quantity) AS by_now,
        MAX(ms.date) AS last FROM (
      SELECT s.date,
             CASE WHEN b.usage = 'supplier' THEN -s.quantity_product_uom ELSE s.quantity_product_uom END AS quantity
        FROM stock_move m JOIN stock_move_line s ON s.move_id = m.id
        JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
        JOIN stock_picking_type t ON t.id = m.picking_type_id
       WHERE m.purchase_line_id = s0.id AND s.state = 'done' AND m.scrap_id IS NULL
         AND (t.code = 'incoming' OR b.usage = 'supplier')) AS ms"""

LOTS_OF_LINE = """SELECT array_agg(DISTINCT s.lot_id) AS ids FROM stock_move m
    JOIN stock_move_line s ON s.move_id = m.id JOIN stock_location b ON b.id = s.location_dest_id
   WHERE m.purchase_line_id = s0.id AND s.state = 'done' AND s.lot_id IS NOT NULL AND b.usage <> 'supplier'"""


def scorecard_source():
    """For the days that changed: of a line itself, and of what came of it."""
    return {
        'columns': {},
        'moment': 's.date_planned',
        'written': ('s', 'po', 'm', 'ml', 'l'),
        'tables': f"""purchase_order_line s {PURCHASED} LEFT JOIN stock_move m ON m.purchase_line_id = s.id
            LEFT JOIN stock_move_line ml ON ml.move_id = m.id LEFT JOIN stock_lot l ON l.id = ml.lot_id""",
        'where': PROMISED,
    }


PURCHASED = """JOIN purchase_order po ON po.id = s.order_id JOIN stock_picking_type pt ON pt.id = po.picking_type_id
    JOIN product_product p ON p.id = s.product_id JOIN product_template tm ON tm.id = p.product_tmpl_id
    JOIN res_partner pa ON pa.id = po.partner_id JOIN res_partner co ON co.id = pa.commercial_partner_id"""

PROMISED = """po.state IN ('purchase', 'done') AND s.display_type IS NULL AND s.product_uom_qty > 0
    AND tm.type = 'consu' AND pt.warehouse_id = %(warehouse)s AND po.company_id = %(company)s"""


def history_supplier_scorecard(warehouse, about):
    only_keys(about, ('day', 'time_zone'), '')
    if 'purchase_line_id' not in env['stock.move']._fields:
        return {'rows': []}
    env.cr.execute(
        f"""
        WITH due AS (
            SELECT s0.id, s0.supplier, s0.ordered - s0.least AS enough, COALESCE(came.in_time, 0) AS in_time,
                   COALESCE(came.by_now, 0) AS by_now, came.last, lots.ids
              FROM (SELECT s.id, {party('co')} AS supplier, s.product_uom_qty AS ordered, %(least)s AS least
                      FROM purchase_order_line s {PURCHASED}
                     WHERE {PROMISED} AND {DAY_ENDS} <= now() AT TIME ZONE 'UTC'
                       AND {on_day('s.date_planned')}) AS s0,
                   LATERAL ({CAME_OF_LINE}) AS came, LATERAL ({LOTS_OF_LINE}) AS lots)
        SELECT supplier, COUNT(*) AS lines_due, COUNT(*) FILTER (WHERE in_time >= enough) AS lines_on_time,
               COUNT(*) FILTER (WHERE by_now >= enough) AS lines_in_full,
               COUNT(*) FILTER (WHERE in_time >= enough AND by_now >= enough) AS lines_on_time_in_full,
               (SELECT COUNT(DISTINCT x.lot) FROM due d, unnest(d.ids) AS x (lot) WHERE d.supplier = due.supplier)
                   AS lots_received,
               (SELECT COUNT(DISTINCT x.lot) FROM due d, unnest(d.ids) AS x (lot)
                  JOIN x_plant_gateway_verdict v ON v.x_lot_id = x.lot AND v.x_company_id = %(company)s
                 WHERE d.supplier = due.supplier AND v.x_verdict = 'fail') AS lots_refused,
               {moment_of('MAX(last)')} AS last_received_at
          FROM due GROUP BY supplier ORDER BY supplier
    """,
        asked_of(warehouse, day=day_at(about, 'day'), zone=zone_at(about), least=half_a_step()),
    )
    rows = []
    for row in env.cr.dictfetchall():
        rows.append(without_blanks(row))
    return {'rows': rows}


def half_a_step():
    """Half of the least quantity that Odoo tells apart: less than that is missing from nothing."""
    return 0.5 * 0.1 ** env['decimal.precision'].precision_get('Product Unit')


if 'purchase_line_id' in env['stock.move']._fields:
    HISTORY['supplier_scorecard'] = scorecard_source
QUESTIONS['history.supplier_scorecard'] = history_supplier_scorecard
