# What went into a lot, and what became of it, read in SQL: a record at a time, a tree of 300 lots takes seconds. Only
# what is done counts, and only of the warehouse's company.
#
# Odoo ties lines of what was used and of what was made in stock_move_line_consume_rel, whose columns are named from the
# other side: consume_line_id holds the line that was made, produce_line_id the line that was used. All lines used by an
# order are tied to all that it made, so a serial has every component of its order. An unbuilding is no link: it takes
# back what an order did (see _trace_links.py). A scrap of the product carries the order like what it made, too.
#
# stock_move_line has no index on lots; its index on products is used instead.

MOST_LOTS = 5000
MOST_LINKS = 10000

# {from direction: (the line whose lot is known, the line to go on with)}
WALKS = {'up': ('made', 'used'), 'down': ('used', 'made')}


def traced_root(warehouse, about):
    """The lot's id. The lot must have been in the warehouse: a reader of one plant does not see the lots of another."""
    name = text_at(about, 'lot', '/lot')
    item = optional_text_at(about, 'item', '/item')
    env.cr.execute(
        f"""
        SELECT l.id, {ITEM_CODE} AS item, l.product_id
          FROM stock_lot l JOIN product_product p ON p.id = l.product_id
         WHERE l.name = %(name)s
           AND (%(item)s = '' OR p.id = ANY(%(items)s) OR %(item)s IN (p.default_code, p.barcode))
           AND EXISTS (
               SELECT 1 FROM stock_move_line s JOIN stock_move m ON m.id = s.move_id
                 JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
                 LEFT JOIN stock_picking_type t ON t.id = m.picking_type_id
                WHERE s.product_id = l.product_id AND s.lot_id = l.id AND s.state = 'done'
                  AND s.company_id = %(company)s AND %(warehouse)s IN (a.warehouse_id, b.warehouse_id, t.warehouse_id))
         ORDER BY item, l.id
    """,
        {
            'name': name,
            'item': item,
            'items': ids_of_items(warehouse, [item]) if item else [],
            'company': warehouse.company_id.id,
            'warehouse': warehouse.id,
        },
    )
    found = env.cr.dictfetchall()
    if not found:
        of = f' of {item}' if item else ''
        refuse('unknown-lot', '/lot', f'no lot {name}{of} was ever in warehouse {warehouse.code}')
    items = {}
    for row in found:
        items[row['product_id']] = row['item']
    if len(items) > 1:
        refuse('ambiguous-lot', '/item', f'several items have a lot {name}: {", ".join(sorted(items.values())[:20])}')
    return found[0]['id']


def lots_reached(warehouse, root, direction, most):
    """(ids, whether there are more): the nearest first. A lot that was reached is not walked again, so cycles end."""
    known, next_one = WALKS[direction]
    env.cr.execute(
        f"""
        WITH RECURSIVE reached (lot_id, product_id) AS (
            SELECT id, product_id FROM stock_lot WHERE id = %(root)s
          UNION
            SELECT {next_one}.lot_id, {next_one}.product_id FROM reached
              JOIN stock_move_line {known} ON {known}.product_id = reached.product_id
                                          AND {known}.lot_id = reached.lot_id AND {known}.state = 'done'
              JOIN stock_move_line_consume_rel tie ON tie.{COLUMNS[known]} = {known}.id
              JOIN stock_move_line {next_one} ON {next_one}.id = tie.{COLUMNS[next_one]}
              JOIN stock_move m ON m.id = made.move_id
             WHERE {TIED})
        SELECT lot_id FROM reached LIMIT %(limit)s
    """,
        {'root': root, 'company': warehouse.company_id.id, 'limit': most + 1},
    )
    ids = []
    for row in env.cr.fetchall():
        ids.append(row[0])
    return ids[:most], len(ids) > most


COLUMNS = {'made': 'consume_line_id', 'used': 'produce_line_id'}

# What makes a tie between the lines `used` and `made` one between lots; `m` is the move of what was made.
TIED = """made.lot_id IS NOT NULL AND used.lot_id IS NOT NULL AND made.state = 'done' AND used.state = 'done'
          AND made.quantity_product_uom > 0 AND used.quantity_product_uom > 0
          AND made.company_id = %(company)s AND used.company_id = %(company)s
          AND m.unbuild_id IS NULL AND m.scrap_id IS NULL"""


def without_blanks(row):
    """The row without fields that Odoo has no value for."""
    kept = {}
    for key in row:
        if row[key] not in (None, ''):
            kept[key] = row[key]
    return kept


def most_at(about):
    """The limit of lots in an answer; the caller may ask for fewer."""
    if 'most' not in about:
        return MOST_LOTS
    most = number_at(about, 'most', '/most')
    if most > MOST_LOTS or most != int(most):
        malformed('/most', f'most must be a whole number up to {MOST_LOTS}')
    return int(most)


# Lots as they are answered, each with its item.


def lots_described(warehouse, lots, documents):
    fields = env['stock.lot']._fields
    chosen = ''
    if 'expiration_date' in fields:
        chosen += """, to_char(l.expiration_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires"""
    env.cr.execute(
        f"""
        SELECT l.id, l.name AS lot, {ITEM_CODE} AS item,
               t.name ->> 'en_US' AS name, p.barcode, t.tracking,
               {unit_sql('u.id')} AS uom,
               u.name ->> 'en_US' AS uom_name, v.x_verdict AS verdict,
               to_char(v.x_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS verdict_at {chosen}
          FROM stock_lot l JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom u ON u.id = t.uom_id
          LEFT JOIN x_plant_gateway_verdict v ON v.x_lot_id = l.id AND v.x_company_id = %(company)s
         WHERE l.id = ANY(%(lots)s) ORDER BY 3, 2, 1
    """,
        {'lots': lots, 'company': warehouse.company_id.id},
    )
    described = []
    for row in env.cr.dictfetchall():
        of_lot = documents.get(row['id'], [])
        row['home'] = home_of(of_lot)
        lot = without_blanks(row)
        lot['documents'] = of_lot
        described.append(lot)
    return described
