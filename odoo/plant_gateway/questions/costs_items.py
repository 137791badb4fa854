# costs.items: a page of what the warehouse has ever moved or makes, with the standard price and, of what has a bill of
# materials, what its components and operations cost at the standard prices of what is bought: all levels down, as
# Odoo's own "Compute Price from BoM" does for one.


def items_costed(warehouse, about):
    only_keys(about, ('after', 'most'), '')
    after, most = page_at(about)
    need_costing()
    env.cr.execute(
        """
        SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
         WHERE p.id > %(after)s AND p.active AND t.active AND t.is_storable
           AND (t.company_id IS NULL OR t.company_id = %(company)s)
           AND (EXISTS (
                  SELECT 1 FROM stock_move m JOIN stock_location a ON a.id = m.location_id
                    JOIN stock_location b ON b.id = m.location_dest_id
                   WHERE m.product_id = p.id AND m.state = 'done' AND m.company_id = %(company)s
                     AND %(warehouse)s IN (a.warehouse_id, b.warehouse_id))
             OR EXISTS (
                  SELECT 1 FROM mrp_bom b LEFT JOIN stock_picking_type y ON y.id = b.picking_type_id
                   WHERE b.active AND b.product_tmpl_id = t.id AND (b.product_id IS NULL OR b.product_id = p.id)
                     AND (b.company_id IS NULL OR b.company_id = %(company)s)
                     AND (y.id IS NULL OR y.warehouse_id = %(warehouse)s)))
         ORDER BY p.id LIMIT %(limit)s
    """,
        {'after': after, 'company': warehouse.company_id.id, 'warehouse': warehouse.id, 'limit': most + 1},
    )
    ids = []
    for row in env.cr.fetchall():
        ids.append(row[0])
    page = ids[:most]
    costs = {'items': priced(warehouse, page), 'currency': currency_of(warehouse)}
    if len(ids) > most:
        costs['next'] = page[-1]
    return costs


def priced(warehouse, ids):
    products = warehouse.env['product.product'].browse(ids)
    known = costed_rows(warehouse, ids)
    company = warehouse.company_id
    bills = warehouse.env['mrp.bom']._bom_find(products, picking_type=warehouse.manu_type_id, company_id=company.id)
    # A set, as Odoo asks of each component whether its bill is among them.
    all_bills = set(warehouse.env['mrp.bom'].search([('company_id', 'in', [False, company.id])]))
    items = []
    for product in products:
        row = known[product.id]
        row['standard'] = round(product.standard_price, 6)
        bill = bills[product]
        if bill:
            row['rolled_up'] = round(product._compute_bom_price(bill, boms_to_recompute=all_bills), 6)
        items.append(row)
    return items


QUESTIONS['costs.items'] = items_costed
