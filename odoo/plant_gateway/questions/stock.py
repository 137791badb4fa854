# stock.changes and stock.read: balances of the goods that a plant watches, by item, lot and place. Odoo splits and
# joins its rows (stock.quant) by package, owner and parallel call, so a balance is a sum of rows, and its id is made
# of product, lot and place.

STOCK_KEYS = ('watches', 'gate')


def stock_sql():
    return f"""
        WITH place AS (
            SELECT l.id, l.complete_name, EXISTS (
                       SELECT 1 FROM stock_location g
                        WHERE g.complete_name = ANY(%(gate)s::text[]) AND g.parent_path LIKE %(root)s
                          AND l.parent_path LIKE g.parent_path || '%%') AS at_gate
              FROM stock_location l WHERE l.usage = 'internal' AND l.parent_path LIKE %(root)s),
        good AS (
            SELECT p.id, {ITEM_CODE} AS item, t.uom_id,
                   %(everything)s OR COALESCE(p.id = ANY(%(items)s::int[]), false)
                       OR COALESCE(c.parent_path LIKE ANY(%(categories)s::text[]), false) AS watched
              FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN product_category c ON c.id = t.categ_id
             WHERE %(products)s::int[] IS NULL OR p.id = ANY(%(products)s::int[])),
        unit AS MATERIALIZED (
            SELECT u.id, u.name->>'en_US' AS name, {unit_sql('u.id')} AS code FROM uom_uom u),
        balance AS (
            SELECT q.product_id, q.lot_id, q.location_id,
                   SUM(q.quantity)::float8 AS quantity, SUM(q.reserved_quantity)::float8 AS reserved
              FROM stock_quant q
             WHERE q.company_id = %(company)s AND q.location_id IN (SELECT id FROM place)
               AND (%(products)s::int[] IS NULL OR q.product_id = ANY(%(products)s::int[]))
             GROUP BY 1, 2, 3 HAVING SUM(q.quantity) <> 0 OR SUM(q.reserved_quantity) <> 0)
        SELECT b.product_id || '-' || COALESCE(b.lot_id, 0) || '-' || b.location_id AS id,
               jsonb_strip_nulls(jsonb_build_object(
                   'item', good.item, 'location', place.complete_name, 'lot', l.name, 'quantity', b.quantity,
                   'reserved', b.reserved, 'at_gate', NULLIF(place.at_gate, false), 'uom', unit.code,
                   'uom_name', unit.name,
                   'expires', {moment_sql(column_sql('stock.lot', 'expiration_date', 'l', 'timestamp'))},
                   'watched', good.watched)) AS document
          FROM balance b JOIN good ON good.id = b.product_id JOIN place ON place.id = b.location_id
          JOIN unit ON unit.id = good.uom_id LEFT JOIN stock_lot l ON l.id = b.lot_id
         WHERE CASE WHEN %(ids)s::text[] IS NULL THEN good.watched
                    ELSE b.product_id || '-' || COALESCE(b.lot_id, 0) || '-' || b.location_id = ANY(%(ids)s::text[]) END
    """


def stock_of(warehouse, about):
    watches = only_keys(about.get('watches'), ('everything', 'items', 'categories'), '/watches')
    if not isinstance(watches.get('everything'), bool):
        malformed('/watches', 'everything must be true or false')
    return {
        'root': warehouse.view_location_id.parent_path + '%',
        'company': warehouse.company_id.id,
        'products': None,
        'gate': texts_at(about, 'gate', '/gate'),
        'everything': watches['everything'],
        'items': ids_of_items(warehouse, texts_at(watches, 'items', '/watches/items')),
        'categories': category_paths(warehouse, texts_at(watches, 'categories', '/watches/categories')),
    }


def texts_at(holder, key, pointer):
    texts = list_at(holder, key, pointer)
    for each in texts:
        if not isinstance(each, str):
            malformed(pointer, 'must be texts')
    return list(texts)


def category_paths(warehouse, names):
    """Patterns of the categories of these full names and all below. One that Odoo does not have watches nothing."""
    paths = []
    for category in warehouse.env['product.category'].search([('complete_name', 'in', names)]):
        paths.append(category.parent_path + '%')
    return paths


def stock_changes(warehouse, about):
    return changes_answered(about, stock_sql(), stock_of(warehouse, about), STOCK_KEYS)


def stock_read(warehouse, about):
    only_keys(about, ('ids',) + STOCK_KEYS, '')
    ids, products = joined_ids_at(about, 3)
    return entities_answered(stock_sql(), dict(stock_of(warehouse, about), since=None, ids=ids, products=products))


QUESTIONS['stock.changes'] = stock_changes
QUESTIONS['stock.read'] = stock_read
