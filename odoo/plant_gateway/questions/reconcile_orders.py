# reconcile.orders: how production orders stand, what they are made of, and what deliveries that are to go hold.


def reconcile_orders(warehouse, about):
    """`as_of`: what was made by then. Orders go by their first names; those that Odoo does not have are not there."""
    only_keys(about, ('orders', 'deliveries', 'as_of', 'keys'), '')
    asked = {
        'orders': names_at(about, 'orders'),
        'deliveries': names_at(about, 'deliveries'),
        'me': env.uid,
        'as_of': moment_at(about, 'as_of', '/as_of'),
        'company': warehouse.company_id.id,
        'warehouse': warehouse.id,
    }
    env.cr.execute(
        f"""
        SELECT g.name AS "order", {ITEM_CODE} AS item, {unit_code_sql('u.id')} AS uom, t.tracking,
               u.name ->> 'en_US' AS uom_name, c.complete_name AS category,
               o.id, o.state, o.date_finished > %(as_of)s AS later, o.write_date > %(as_of)s AS changed_later,
               o.product_uom_qty AS planned, COALESCE(o.x_plant_gateway_event, '') AS event,
               CASE WHEN o.write_uid <> %(me)s THEN COALESCE(who.name, login.login) END AS "user",
               to_char(o.write_date, {AT}) AS at,
               (SELECT COALESCE(SUM(s.quantity_product_uom), 0)::float8 FROM stock_move m
                  JOIN stock_move_line s ON s.move_id = m.id
                 WHERE m.production_id = o.id AND m.product_id = o.product_id AND m.scrap_id IS NULL
                   AND m.unbuild_id IS NULL AND s.state = 'done' AND s.date <= %(as_of)s) AS produced,
               (SELECT COALESCE(SUM(s.quantity_product_uom), 0)::float8 FROM stock_scrap x
                  JOIN stock_move m ON m.scrap_id = x.id JOIN stock_move_line s ON s.move_id = m.id
                 WHERE x.production_id = o.id AND x.product_id = o.product_id AND s.state = 'done'
                   AND s.date <= %(as_of)s) AS scrapped
          FROM mrp_production o JOIN mrp_production_group g ON g.id = o.production_group_id
          JOIN stock_picking_type k ON k.id = o.picking_type_id
          JOIN product_product p ON p.id = o.product_id JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom u ON u.id = t.uom_id LEFT JOIN product_category c ON c.id = t.categ_id
          LEFT JOIN res_users login ON login.id = o.write_uid LEFT JOIN res_partner who ON who.id = login.partner_id
         WHERE g.name = ANY(%(orders)s) AND o.company_id = %(company)s AND k.warehouse_id = %(warehouse)s
         ORDER BY o.backorder_sequence, o.id
    """,
        asked,
    )
    orders = {}
    for row in env.cr.dictfetchall():
        orders.setdefault(row['order'], []).append(row)
    described = {}
    for name in orders:
        described[name] = order_described(orders[name], asked['company'])
    return {'orders': described, 'deliveries': deliveries_held(asked), 'booked': booked_of(about)}


def order_described(parts, company):
    """`parts` in backorder sequence: what is still open is the last of them."""
    produced, scrapped = 0, 0
    open_parts, done_parts, drafts = 0, 0, 0
    last = parts[-1]
    for part in parts:
        produced += part['produced']
        scrapped += part['scrapped']
        done = part['state'] == 'done' and not part['later']
        cancelled = part['state'] == 'cancel' and not part['changed_later']
        if part['state'] == 'draft':
            drafts += 1
        elif not done and not cancelled:
            open_parts += 1
        elif part['state'] == 'done':
            done_parts += 1
    state = 'cancelled'
    if open_parts:
        state = 'open'
    elif drafts:
        state = 'draft'
    elif done_parts:
        state = 'completed'
    order = {
        'item': last['item'],
        'uom': last['uom'],
        'uom_name': last['uom_name'],
        'tracking': last['tracking'],
        'category': last['category'],
        'state': state,
        'produced': produced,
        'scrapped': scrapped,
        'user': last['user'],
        'at': last['at'],
    }
    components = components_of(last['id'], last['planned'], company)
    return dict(without_blanks(order), components=components)


def components_of(order, planned, company):
    """What one of the order's product takes, in the components' own units."""
    env.cr.execute(
        f"""
        SELECT {ITEM_CODE} AS item, {unit_code_sql('u.id')} AS uom, t.tracking, SUM(m.product_qty)::float8 AS quantity,
               bool_or(m.manual_consumption AND m.picked AND m.state <> 'done') AS issued
          FROM stock_move m JOIN product_product p ON p.id = m.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom u ON u.id = t.uom_id
         WHERE m.raw_material_production_id = %(order)s AND m.state <> 'cancel' GROUP BY 1, 2, 3 ORDER BY 1
    """,
        {'order': order, 'company': company},
    )
    components = []
    for row in env.cr.dictfetchall():
        row['per'] = row.pop('quantity') / planned if planned else 0
        components.append(without_blanks(row))
    return components


def deliveries_held(asked):
    """{delivery: what is reserved for it, or for what is left of it}"""
    if not asked['deliveries']:
        return {}
    env.cr.execute(
        f"""
        WITH RECURSIVE family (first, id) AS (
            SELECT k.name, k.id FROM stock_picking k JOIN stock_picking_type t ON t.id = k.picking_type_id
             WHERE k.name = ANY(%(deliveries)s) AND t.warehouse_id = %(warehouse)s
          UNION SELECT f.first, k.id FROM family f JOIN stock_picking k ON k.backorder_id = f.id)
        SELECT f.first, {ITEM_CODE} AS item, lot.name AS lot, l.complete_name AS location,
               SUM(s.quantity_product_uom)::float8 AS quantity
          FROM family f JOIN stock_move_line s ON s.picking_id = f.id AND s.state NOT IN ('done', 'cancel')
          JOIN product_product p ON p.id = s.product_id JOIN stock_location l ON l.id = s.location_id
          LEFT JOIN stock_lot lot ON lot.id = s.lot_id
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """,
        asked,
    )
    reserved = {}
    for row in env.cr.dictfetchall():
        first = row.pop('first')
        reserved.setdefault(first, []).append(without_blanks(row))
    return reserved


QUESTIONS['reconcile.orders'] = reconcile_orders
