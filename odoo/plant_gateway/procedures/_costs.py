# Costs, in the currency of the warehouse's company. Amounts are for one of the item's own unit, with more decimals than
# Odoo shows, because each reader rounds them for its own purpose.

MOST_COSTS = 500


def need_costing():
    env.cr.execute("SELECT 1 FROM ir_module_module WHERE name = 'mrp_account' AND state = 'installed'")
    if not env.cr.fetchall():
        refuse('app-not-installed', '', 'costs need the app mrp_account, which Odoo does not have')


def currency_of(warehouse):
    return warehouse.company_id.currency_id.name


def costed_rows(warehouse, ids):
    """{id: what is known of the product, without its prices}"""
    env.cr.execute(
        f"""
        SELECT p.id, {ITEM_CODE} AS item, t.name ->> 'en_US' AS name,
               {unit_sql('u.id')} AS uom,
               u.name ->> 'en_US' AS uom_name
          FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
          JOIN uom_uom u ON u.id = t.uom_id
         WHERE p.id = ANY(%(ids)s)
    """,
        {'ids': ids, 'company': warehouse.company_id.id},
    )
    rows = {}
    for row in env.cr.dictfetchall():
        rows[row['id']] = without_blanks(row)
    return rows


def page_at(about):
    """(id after which the page begins, how many it may hold)"""
    after = number_at(about, 'after', '/after', True) if 'after' in about else 0
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_COSTS
    if most > MOST_COSTS or most != int(most):
        malformed('/most', f'most must be a whole number up to {MOST_COSTS}')
    return int(after), int(most)
