# The production orders that made lots, each with every lot that it used and made, whatever was asked: a booking is told
# whole or not at all.

# Done moves of `orders`, of what they used and of what they made.
PARTS = """part AS MATERIALIZED (
            SELECT m.id, m.raw_material_production_id AS order_id, true AS is_used FROM stock_move m
             WHERE m.raw_material_production_id IN (SELECT id FROM orders) AND m.state = 'done' AND m.scrap_id IS NULL
            UNION ALL
            SELECT m.id, m.production_id, false FROM stock_move m
             WHERE m.production_id IN (SELECT id FROM orders) AND m.state = 'done' AND m.scrap_id IS NULL)"""


def production_of(warehouse, lots, most):
    """Orders that made these lots, `lots` that they name beside these, and whether orders are left out. Corrections
    are what was returned or unbuilt later, as it was booked: moves of one transaction have one create_date."""
    env.cr.execute(
        f"""
        WITH orders AS MATERIALIZED (
            SELECT DISTINCT m.production_id AS id
              FROM stock_lot l
              JOIN stock_move_line made ON made.product_id = l.product_id AND made.lot_id = l.id
                                       AND made.state = 'done'
              JOIN stock_move m ON m.id = made.move_id
             WHERE l.id = ANY(%(lots)s) AND made.company_id = %(company)s AND made.quantity_product_uom > 0
               AND m.production_id IS NOT NULL AND m.scrap_id IS NULL AND m.unbuild_id IS NULL),
        {PARTS},
        amount AS (
            SELECT part.order_id, NULL::timestamp AS correction, part.is_used, s.lot_id,
                   s.quantity_product_uom AS quantity, s.date
              FROM part JOIN stock_move_line s ON s.move_id = part.id AND s.state = 'done'
            UNION ALL
            SELECT part.order_id, b.create_date, part.is_used, s.lot_id, s.quantity_product_uom, s.date
              FROM part JOIN stock_move b ON b.origin_returned_move_id = part.id AND b.state = 'done'
              JOIN stock_move_line s ON s.move_id = b.id AND s.state = 'done')
        SELECT order_id, o.name, w.code AS warehouse, correction, is_used, lot_id AS lot,
               SUM(quantity)::float8 AS quantity, to_char(MAX(date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
          FROM amount JOIN mrp_production o ON o.id = order_id
          JOIN stock_picking_type t ON t.id = o.picking_type_id LEFT JOIN stock_warehouse w ON w.id = t.warehouse_id
         WHERE lot_id IS NOT NULL AND quantity > 0
         GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 4 NULLS FIRST, 5, 6 LIMIT %(limit)s
    """,
        {'lots': lots, 'company': warehouse.company_id.id, 'limit': most + 1},
    )
    rows = env.cr.dictfetchall()
    cut = rows[most]['order_id'] if len(rows) > most else False
    orders = {}
    told = {}
    others = set()
    for row in rows:
        if row['order_id'] == cut:
            break
        others.add(row['lot'])
        add_amount(orders, told, row)
    others = list(others.difference(lots))
    return {
        'orders': list(orders.values()),
        'lots': lots_described(warehouse, others, {}) if others else [],
        'truncated': bool(cut),
    }


def add_amount(orders, told, row):
    """To the order as it was booked, or to one of its corrections; what was made comes first, and has the time."""
    key = (row['order_id'], row['correction'])
    if key not in told:
        told[key] = {'at': row['at'], 'used': [], 'made': []}
        if row['correction']:
            orders[row['order_id']]['corrections'].append(told[key])
        else:
            told[key].update(without_blanks({'name': row['name'], 'warehouse': row['warehouse']}))
            told[key]['corrections'] = []
            orders[row['order_id']] = told[key]
    amounts = told[key]
    if row['correction'] or not row['is_used']:
        amounts['at'] = max(amounts['at'], row['at'])
    amounts['used' if row['is_used'] else 'made'].append({'lot': row['lot'], 'quantity': row['quantity']})
