# reconcile.moves: who moved what of some items since a moment, people and events.


def reconcile_moves(warehouse, about):
    """Oldest first. A line that somebody changed after it was done is theirs."""
    only_keys(about, ('since', 'items'), '')
    asked = {
        'since': moment_at(about, 'since', '/since'),
        'items': ids_of_items(warehouse, names_at(about, 'items')),
        'limit': MOST_MOVES + 1,
        'warehouse': warehouse.id,
        'company': warehouse.company_id.id,
        'me': env.uid,
    }
    env.cr.execute(
        f"""
        SELECT {ITEM_CODE} AS item, lot.name AS lot, l.complete_name AS location,
               to_char(s.date, {AT}) AS at, to_char(s.write_date, {AT}) AS written,
               (CASE WHEN l.id = s.location_dest_id THEN s.quantity_product_uom
                     ELSE -s.quantity_product_uom END)::float8 AS change,
               CASE WHEN s.write_uid <> %(me)s THEN COALESCE(who.name, login.login) END AS "user",
               s.write_uid <> %(me)s AND s.create_uid = %(me)s AS edited,
               COALESCE(pk.name, sc.name, o.name, m.inventory_name, m.reference) AS document,
               CASE WHEN s.write_uid = %(me)s THEN COALESCE(pk.x_plant_gateway_event, sc.x_plant_gateway_event,
                    o.x_plant_gateway_event, CASE WHEN m.is_inventory THEN m.origin END) END AS event
          FROM stock_move_line s JOIN stock_move m ON m.id = s.move_id
          JOIN stock_location l ON l.id IN (s.location_id, s.location_dest_id)
          JOIN product_product p ON p.id = s.product_id LEFT JOIN stock_lot lot ON lot.id = s.lot_id
          LEFT JOIN stock_picking pk ON pk.id = s.picking_id LEFT JOIN stock_scrap sc ON sc.id = m.scrap_id
          LEFT JOIN mrp_production o ON o.id = COALESCE(m.production_id, m.raw_material_production_id)
          LEFT JOIN res_users login ON login.id = s.write_uid LEFT JOIN res_partner who ON who.id = login.partner_id
         WHERE s.state = 'done' AND (s.date > %(since)s OR s.write_date > %(since)s) AND s.company_id = %(company)s
           AND p.id = ANY(%(items)s) AND s.location_id <> s.location_dest_id AND s.quantity_product_uom <> 0
           AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal'
         ORDER BY s.date, s.id LIMIT %(limit)s
    """,
        asked,
    )
    rows = env.cr.dictfetchall()
    moves = []
    for row in rows[:MOST_MOVES]:
        moves.append(without_blanks(row))
    return {'moves': moves, 'more': len(rows) > MOST_MOVES}


QUESTIONS['reconcile.moves'] = reconcile_moves
