# reconcile.items: what a plant's codes are in Odoo, and how its units are converted.


def reconcile_items(warehouse, about):
    """Codes that Odoo does not know are not in the answer; those that mean several items are in `several`, with the
    candidates. Both are found as events find them (see item_of)."""
    only_keys(about, ('items', 'locations'), '')
    items, several = items_called(warehouse, names_at(about, 'items'))
    return {
        'items': items,
        'several': several,
        'units': units_known(),
        'digits': env['decimal.precision'].precision_get('Product Unit'),
        'locations': places_called(warehouse, names_at(about, 'locations')),
    }


def units_known():
    """Every unit by each text that finds it: its external id, its number, and its names that no other unit has."""
    env.cr.execute(f"""
        WITH unit AS (SELECT u.id, split_part(u.parent_path, '/', 1)::int AS root, u.factor::float8 AS factor, u.active,
                             {unit_sql('u.id')} AS external, u.name FROM uom_uom u),
             named AS (SELECT n.value, MIN(unit.id) AS id FROM unit CROSS JOIN LATERAL jsonb_each_text(unit.name) AS n
                        WHERE unit.active GROUP BY n.value HAVING count(DISTINCT unit.id) = 1)
        SELECT texts.uom, unit.root, unit.factor
          FROM (SELECT id, external AS uom FROM unit WHERE external IS NOT NULL
                UNION SELECT id, value FROM named UNION SELECT id, '#' || id FROM unit) AS texts
          JOIN unit ON unit.id = texts.id ORDER BY unit.id, texts.uom
    """)
    return env.cr.dictfetchall()


def items_called(warehouse, codes):
    """({code: the item}, {code: the candidates of a code that means several})"""
    found = products_called(warehouse, codes)
    ids = []
    for code in found:
        ids += found[code].ids
    env.cr.execute(
        f'SELECT p.id, {ITEM_COLUMNS} FROM {OF_ITEM} WHERE p.id = ANY(%(ids)s)',
        {'ids': ids, 'company': warehouse.company_id.id},
    )
    described = {}
    for row in env.cr.dictfetchall():
        described[row.pop('id')] = without_blanks(row)
    items, several = {}, {}
    for code in found:
        if len(found[code]) == 1:
            items[code] = described[found[code].id]
        else:
            several[code] = f'{len(found[code])} products: {listed(found[code], number_label)}'
    return items, several


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
