# reconcile.items: what a plant's codes are in Odoo, and how its units are converted.


def reconcile_items(warehouse, about):
    """Codes that Odoo does not know, or knows twice, are not in the answer."""
    only_keys(about, ('items', 'locations'), '')
    env.cr.execute(f"""
        SELECT {unit_sql('u.id')} AS uom, split_part(u.parent_path, '/', 1)::int AS root, u.factor::float8 AS factor
          FROM uom_uom u
    """)
    units = []
    for row in env.cr.dictfetchall():
        if row['uom']:
            units.append(row)
    return {
        'items': items_called(names_at(about, 'items')),
        'units': units,
        'digits': env['decimal.precision'].precision_get('Product Unit'),
        'locations': places_called(warehouse, names_at(about, 'locations')),
    }


def items_called(codes):
    """By internal reference, else by barcode."""
    env.cr.execute(
        f"""
        WITH found AS (
            SELECT c.code, p.id, p.default_code IS DISTINCT FROM c.code AS by_barcode
              FROM unnest(%(codes)s::text[]) AS c (code)
              JOIN product_product p ON p.active AND (p.default_code = c.code OR p.barcode = c.code)),
        best AS (
            SELECT code, MIN(id) AS id FROM found f
             WHERE NOT by_barcode OR NOT EXISTS (SELECT 1 FROM found g WHERE g.code = f.code AND NOT g.by_barcode)
             GROUP BY code HAVING count(*) = 1)
        SELECT b.code, {ITEM_CODE} AS item, {unit_sql('u.id')} AS uom, t.tracking,
               COALESCE(u.name ->> %(lang)s, u.name ->> 'en_US') AS uom_name, c.complete_name AS category
          FROM best b JOIN product_product p ON p.id = b.id JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom u ON u.id = t.uom_id LEFT JOIN product_category c ON c.id = t.categ_id
    """,
        {'codes': codes, 'lang': env.user.lang or 'en_US'},
    )
    items = {}
    for row in env.cr.dictfetchall():
        code = row.pop('code')
        items[code] = without_blanks(row)
    return items


def places_called(warehouse, codes):
    """{code: full name} of the warehouse's own places, as location_of finds them."""
    places = {}
    for code in codes:
        try:
            places[code] = location_of(warehouse, code, '/locations').complete_name
        except Exception as error:
            refusal_of(error)
    return places


QUESTIONS['reconcile.items'] = reconcile_items
