# History of a warehouse for the analytics store, one day of the plant at a time. It has everything that was done in
# Odoo, by anybody. Read in SQL: a busy day has tens of thousands of rows.

# Dataset -> function that answers how it is read: `columns` {name: SQL}, `tables`, `where`, `moment` (SQL of the time
# that decides about a row's day) and `written` (tables whose written rows mean that the row changed). The row itself is
# `s`.
HISTORY = {}

MOST_ROWS = 5000

MOMENT_IN_SQL = """'YYYY-MM-DD"T"HH24:MI:SS"Z"'"""


# When clocks go back, this is the second of the two equal times.
DAY_ENDS = "((%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'"


def day_of(moment):
    return f"to_char(({moment} AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s, 'YYYY-MM-DD')"


def on_day(moment):
    """SQL: the moment is of one day. It compares moments before days, because days alone are much slower."""
    return f"""{moment} >= %(day)s::date - 1 AND {moment} < %(day)s::date + 3
               AND {day_of(moment)} = %(day)s"""


def moment_of(column):
    return f'to_char({column}, {MOMENT_IN_SQL})'


def rows_of_day(warehouse, about, name):
    """A page of a day's rows, by the ids of their lines; `next` when there may be more."""
    only_keys(about, ('day', 'time_zone', 'after', 'most'), '')
    source = HISTORY[name]()
    after = number_at(about, 'after', '/after', zero_allowed=True) if 'after' in about else 0
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_ROWS
    if most > MOST_ROWS:
        malformed('/most', f'most must be at most {MOST_ROWS}')
    chosen = []
    for column in source['columns']:
        chosen.append(f'{source["columns"][column]} AS {column}')
    env.cr.execute(
        f"""
        SELECT s.id AS line, {', '.join(chosen)} FROM {source['tables']}
         WHERE {source['where']} AND s.id > %(after)s
           AND {on_day(source['moment'])}
         ORDER BY s.id LIMIT %(most)s
    """,
        asked_of(warehouse, day=day_at(about, 'day'), zone=zone_at(about), after=int(after), most=int(most)),
    )
    rows = []
    for row in env.cr.dictfetchall():
        rows.append(without_blanks(row))
    page = {'rows': rows}
    if len(rows) == int(most):
        page['next'] = rows[-1]['line']
    return page


def asked_of(warehouse, **values):
    return dict(values, warehouse=warehouse.id, company=warehouse.company_id.id)


def days_written(warehouse, name, since, zone):
    """Days with rows that were written since the watermark; without one, every day that has rows."""
    source = HISTORY[name]()
    newer = 'TRUE'
    if since:
        tests = []
        for table in source['written']:
            tests.append(f'({table}.id IS NOT NULL AND {written_sql(table)})')
        newer = ' OR '.join(tests)
    env.cr.execute(
        f"""
        SELECT DISTINCT {day_of(source['moment'])} FROM {source['tables']}
         WHERE {source['where']} AND {source['moment']} IS NOT NULL AND ({newer}) ORDER BY 1
    """,
        asked_of(warehouse, zone=zone, since=since),
    )
    days = []
    for row in env.cr.fetchall():
        days.append(row[0])
    return days


# Done move lines with item, lot and unit: the base of most datasets of history.

MOVED = """stock_move_line s JOIN stock_move m ON m.id = s.move_id
    JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
    JOIN product_product p ON p.id = s.product_id JOIN product_template pt ON pt.id = p.product_tmpl_id
    JOIN uom_uom u ON u.id = pt.uom_id LEFT JOIN stock_lot l ON l.id = s.lot_id"""

DONE = "s.state = 'done' AND s.quantity_product_uom <> 0 AND s.company_id = %(company)s"

# The order of a move, or of the unbuilding that it belongs to; its parts have the name of their group.
OF_ORDER = """LEFT JOIN mrp_production_group g ON g.id = o.production_group_id
    LEFT JOIN stock_picking_type t ON t.id = o.picking_type_id"""

# Where an order's own warehouse is not known, the place that the goods came from or went to.
AT_WAREHOUSE = '%(warehouse)s = COALESCE(t.warehouse_id, a.warehouse_id, b.warehouse_id)'

OF_PICKING = """JOIN stock_picking pk ON pk.id = m.picking_id JOIN stock_picking_type t ON t.id = pk.picking_type_id
    LEFT JOIN res_partner pa ON pa.id = pk.partner_id LEFT JOIN res_partner co ON co.id = pa.commercial_partner_id"""


def signed(back):
    """The quantity in the item's unit, below zero where the goods went the other way."""
    return f'(CASE WHEN {back} THEN -s.quantity_product_uom ELSE s.quantity_product_uom END)::float8'


def moved_columns(more):
    return dict(
        {
            'item': ITEM_CODE,
            'lot': 'l.name',
            'uom': unit_sql('u.id'),
            'uom_name': "u.name ->> 'en_US'",
        },
        **more,
    )


def party(partner):
    """A business partner by the reference that a plant knows; by name where it has none."""
    return f"COALESCE(NULLIF({partner}.ref, ''), {partner}.name)"
