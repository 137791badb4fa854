# What Odoo's books say, to be compared with the plant's. Read in SQL, in one transaction for an answer: Odoo reads
# repeatably, so quants, moves and idempotency records of an answer are of one moment.
#
# A booking of the gateway's is dated by its event, whenever it was booked; what people do, by the clock. So what lay
# there at a moment is what lies there now, less what has a later date. Consumption is the exception: what was issued to
# an order is off the shelf, and still in Odoo's stock until the order is completed, which then gives it the time of
# the completion. So the answer states what was issued beside the stock, and the gateway's own consumption by issue or
# return is left out of what was moved: whoever compares knows the times of its events.

MOST_ITEMS = 500
MOST_KEYS = 5000
MOST_MOVES = 5000

AT = """'YYYY-MM-DD"T"HH24:MI:SS"Z"'"""

# `m` is a move whose consumption the gateway knows by its own events: what was recorded on an order that it completed,
# and what came back.
BY_ISSUE = """(m.manual_consumption AND EXISTS (
                  SELECT 1 FROM mrp_production o WHERE o.id = m.raw_material_production_id
                     AND o.x_plant_gateway_event IS NOT NULL)
               OR m.create_uid = %(me)s AND EXISTS (
                  SELECT 1 FROM stock_move o WHERE o.id = m.origin_returned_move_id
                     AND o.raw_material_production_id IS NOT NULL))"""


# An archived product can have stock. No code of the plant means it, and no event may name it.
ITEM_COLUMNS = f"""{ITEM_CODE} AS item, {unit_code_sql('u.id')} AS uom, t.tracking, c.complete_name AS category,
                   u.name ->> 'en_US' AS uom_name, NULLIF(NOT p.active, false) AS archived,
                   CASE WHEN NOT p.active
                        THEN concat_ws(' ', NULLIF(p.default_code, ''), t.name ->> 'en_US') END AS name"""
OF_ITEM = """product_product p JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom u ON u.id = t.uom_id LEFT JOIN product_category c ON c.id = t.categ_id"""


def names_at(about, key, most=1000):
    """A list of texts."""
    given = about.get(key, [])
    if not isinstance(given, (list, tuple)) or len(given) > most:
        malformed('/' + key, f'{key} must be a list of at most {most}')
    for each in given:
        if not isinstance(each, str) or len(each) > LONGEST_TEXT:
            malformed('/' + key, f'{key} must hold texts')
    return list(given)


def booked_of(about):
    """Which of the events under way, as the caller knows them, are booked at the moment of this answer."""
    keys = names_at(about, 'keys', MOST_KEYS)
    return sorted(recorded_documents(keys)) if keys else []


def by_item(rows):
    """{product id: its rows, without it}"""
    items = {}
    for row in rows:
        product = row.pop('product_id')
        items.setdefault(product, []).append(without_blanks(row))
    return items
