# shortages.changes and shortages.read: what released production orders lack. What lies ready for an order or was used
# by it covers its demand; what is free in the stock goes to the orders in the sequence of their starts; the rest is
# missing. Goods that have passed their removal date are not free: Odoo does not reserve them.
#
# A shortage is of an order as the plant knows it (with all parts that Odoo made of it) and an item: its id is made of
# both. Only what Odoo keeps stock of can be missing.


def shortages_sql():
    return f"""
        WITH need AS (
            SELECT o.production_group_id AS family, m.product_id, MIN(o.date_start) AS needed,
                   SUM(m.product_qty) AS required, SUM(CASE WHEN m.picked THEN ready.amount ELSE 0 END) AS used,
                   SUM(CASE WHEN m.picked THEN 0 ELSE ready.amount END) AS reserved,
                   SUM(GREATEST(m.product_qty - ready.amount, 0)) AS wanted
              FROM mrp_production o JOIN stock_picking_type y ON y.id = o.picking_type_id
              JOIN stock_move m ON m.raw_material_production_id = o.id AND m.state NOT IN ('draft', 'done', 'cancel')
              JOIN product_product p ON p.id = m.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id AND t.is_storable
              JOIN uom_uom mu ON mu.id = m.product_uom JOIN uom_uom pu ON pu.id = t.uom_id
              -- Recorded on the component, or reserved for the transfer that brings it to where it is used.
              CROSS JOIN LATERAL (
                SELECT COALESCE(m.quantity * mu.factor / pu.factor, 0) + COALESCE((
                           SELECT SUM(k.quantity * ku.factor / pu.factor) FROM stock_move_move_rel r
                             JOIN stock_move k ON k.id = r.move_orig_id JOIN uom_uom ku ON ku.id = k.product_uom
                            WHERE r.move_dest_id = m.id AND k.state NOT IN ('draft', 'done', 'cancel')), 0) AS amount
              ) AS ready
             WHERE y.warehouse_id = %(warehouse)s AND o.company_id = %(company)s
               AND o.state IN ('confirmed', 'progress', 'to_close')
             GROUP BY 1, 2),
        stock AS (
            SELECT q.product_id, GREATEST(SUM(q.quantity - q.reserved_quantity), 0) AS free
              FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
             WHERE q.company_id = %(company)s AND l.usage = 'internal' AND l.parent_path LIKE ANY(%(places)s)
               AND q.product_id IN (SELECT product_id FROM need)
               AND COALESCE({column_sql('stock.quant', 'removal_date', 'q', 'timestamp')}
                            >= now() AT TIME ZONE 'UTC', true)
             GROUP BY 1),
        queue AS (
            SELECT need.*, LEAST(need.wanted, GREATEST(COALESCE(stock.free, 0) + need.wanted - SUM(need.wanted) OVER (
                       PARTITION BY need.product_id ORDER BY need.needed, need.family), 0)) AS free
              FROM need LEFT JOIN stock ON stock.product_id = need.product_id)
        SELECT e.family || '-' || e.product_id AS id, jsonb_strip_nulls(jsonb_build_object(
                   'order', g.name, 'item', {ITEM_CODE}, 'required', e.required::float8, 'used', e.used::float8,
                   'reserved', e.reserved::float8, 'free', e.free::float8,
                   'missing', ROUND(e.wanted - e.free, 6)::float8, 'needed', {moment_sql('e.needed')},
                   'uom', {unit_sql('u.id')}, 'uom_name', u.name->>'en_US')) AS document
          FROM queue e JOIN mrp_production_group g ON g.id = e.family JOIN product_product p ON p.id = e.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom u ON u.id = t.uom_id
         WHERE CASE WHEN %(ids)s::text[] IS NULL THEN ROUND(e.wanted - e.free, 6) > 0
                    ELSE e.family || '-' || e.product_id = ANY(%(ids)s::text[]) END
    """


def shortages_of(warehouse):
    # Orders take from the stock, or from the place where their goods are brought first.
    places = []
    for place in (warehouse.lot_stock_id, warehouse.pbm_loc_id):
        if place:
            places.append(place.parent_path + '%')
    return {'warehouse': warehouse.id, 'company': warehouse.company_id.id, 'places': places}


def shortages_changes(warehouse, about):
    return changes_answered(about, shortages_sql(), shortages_of(warehouse))


def shortages_read(warehouse, about):
    only_keys(about, ('ids',), '')
    ids = joined_ids_at(about, 2)[0]
    return entities_answered(shortages_sql(), dict(shortages_of(warehouse), since=None, ids=ids))


QUESTIONS['shortages.changes'] = shortages_changes
QUESTIONS['shortages.read'] = shortages_read
