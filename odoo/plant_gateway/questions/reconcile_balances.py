# reconcile.balances: what lies in the warehouse, by item, lot and place, and what has moved since a moment.


def reconcile_balances(warehouse, about):
    """A page of items by their ids. `change` is of the place; quantities in the item's own unit."""
    only_keys(about, ('since', 'after', 'limit', 'keys', 'items'), '')
    limit = int(number_at(about, 'limit', '/limit')) if 'limit' in about else MOST_ITEMS
    if limit > MOST_ITEMS:
        malformed('/limit', f'limit must be at most {MOST_ITEMS}')
    asked = {
        'since': moment_at(about, 'since', '/since'),
        'limit': limit,
        'after': number_at(about, 'after', '/after', zero_allowed=True) if 'after' in about else 0,
        'items': ids_of_items(warehouse, names_at(about, 'items')),
        'any': 'items' not in about,
        'warehouse': warehouse.id,
        'company': warehouse.company_id.id,
        'me': env.uid,
    }
    env.cr.execute(
        f"""
        SELECT p.id, {ITEM_COLUMNS} FROM {OF_ITEM}
         WHERE p.id > %(after)s AND (%(any)s OR p.id = ANY(%(items)s))
           AND (EXISTS (SELECT 1 FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
                         WHERE q.product_id = p.id AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal')
                OR EXISTS (SELECT 1 FROM stock_move_line s
                             JOIN stock_location l ON l.id IN (s.location_id, s.location_dest_id)
                            WHERE s.product_id = p.id AND s.state = 'done' AND s.date > %(since)s
                              AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal'))
         ORDER BY p.id LIMIT %(limit)s
    """,
        asked,
    )
    found = env.cr.dictfetchall()
    products = [row['id'] for row in found]
    asked['products'] = products
    quants, since, issued = lying_of(asked), moved_of(asked), issued_of(asked)
    items = []
    for row in found:
        product = row['id']
        items.append(
            dict(
                without_blanks(row),
                quants=quants.get(product, []),
                since=since.get(product, []),
                issued=issued.get(product, []),
            )
        )
    answered = {'items': items, 'booked': booked_of(about)}
    if len(found) == limit:
        answered['next'] = products[-1]
    return answered


def lying_of(asked):
    env.cr.execute(
        """
        SELECT q.product_id, lot.name AS lot, l.complete_name AS location, SUM(q.quantity)::float8 AS quantity
          FROM stock_quant q JOIN stock_location l ON l.id = q.location_id LEFT JOIN stock_lot lot ON lot.id = q.lot_id
         WHERE q.product_id = ANY(%(products)s) AND q.company_id = %(company)s
           AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal'
         GROUP BY 1, 2, 3 HAVING SUM(q.quantity) <> 0 ORDER BY 1, 3, 2
    """,
        asked,
    )
    return by_item(env.cr.dictfetchall())


def moved_of(asked):
    env.cr.execute(
        f"""
        SELECT s.product_id, lot.name AS lot, l.complete_name AS location, to_char(s.date, {AT}) AS at,
               SUM(CASE WHEN l.id = s.location_dest_id THEN s.quantity_product_uom
                        ELSE -s.quantity_product_uom END)::float8 AS change
          FROM stock_move_line s JOIN stock_move m ON m.id = s.move_id
          JOIN stock_location l ON l.id IN (s.location_id, s.location_dest_id)
          LEFT JOIN stock_lot lot ON lot.id = s.lot_id
         WHERE s.product_id = ANY(%(products)s) AND s.state = 'done' AND s.date > %(since)s
           AND s.company_id = %(company)s AND s.location_id <> s.location_dest_id AND s.quantity_product_uom <> 0
           AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal' AND NOT COALESCE({BY_ISSUE}, false)
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 4, 3, 2
    """,
        asked,
    )
    return by_item(env.cr.dictfetchall())


def issued_of(asked):
    env.cr.execute(
        """
        SELECT s.product_id, lot.name AS lot, l.complete_name AS location,
               SUM(s.quantity_product_uom)::float8 AS quantity
          FROM stock_move_line s JOIN stock_move m ON m.id = s.move_id
          JOIN stock_location l ON l.id = s.location_id LEFT JOIN stock_lot lot ON lot.id = s.lot_id
         WHERE s.product_id = ANY(%(products)s) AND s.state NOT IN ('done', 'cancel', 'draft') AND s.picked
           AND m.raw_material_production_id IS NOT NULL AND m.manual_consumption AND s.company_id = %(company)s
           AND l.warehouse_id = %(warehouse)s AND l.usage = 'internal'
         GROUP BY 1, 2, 3 HAVING SUM(s.quantity_product_uom) <> 0 ORDER BY 1, 3, 2
    """,
        asked,
    )
    return by_item(env.cr.dictfetchall())


QUESTIONS['reconcile.balances'] = reconcile_balances
