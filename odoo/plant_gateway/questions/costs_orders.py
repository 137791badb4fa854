# costs.orders: a page of the orders that were finished on a day of the plant, each with its real cost: the sums of the
# overview that people open on the order, by that report's own methods. The whole report takes ten times as long,
# because it also looks for what may replenish each component.


def orders_costed(warehouse, about):
    only_keys(about, ('day', 'time_zone', 'after', 'most'), '')
    after, most = page_at(about)
    need_costing()
    env.cr.execute(
        """
        SELECT p.id FROM mrp_production p JOIN stock_picking_type y ON y.id = p.picking_type_id
         WHERE p.id > %(after)s AND p.state = 'done' AND y.warehouse_id = %(warehouse)s
           AND p.company_id = %(company)s
           AND p.date_finished >= (%(day)s::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'
           AND p.date_finished < ((%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'
         ORDER BY p.id LIMIT %(limit)s
    """,
        {
            'after': after,
            'warehouse': warehouse.id,
            'company': warehouse.company_id.id,
            'limit': most + 1,
            'day': day_at(about, 'day'),
            'zone': zone_at(about),
        },
    )
    ids = []
    for row in env.cr.fetchall():
        ids.append(row[0])
    page = ids[:most]
    orders = []
    productions = warehouse.env['mrp.production'].browse(page)
    items = costed_rows(warehouse, productions.product_id.ids)
    for production in productions:
        orders.append(order_costed(production, items[production.product_id.id]))
    costs = {'orders': orders, 'currency': currency_of(warehouse)}
    if len(ids) > most:
        costs['next'] = page[-1]
    return costs


def order_costed(production, item):
    report = production.env['report.mrp.report_mo_overview']
    currency = production.company_id.currency_id
    work = report._get_operations_data(production)['summary']
    components = bill = 0
    for move in production.move_raw_ids:
        if not move.product_uom.is_zero(move.quantity):
            components += currency.round(report._get_component_real_cost(move, move.quantity if move.picked else 0))
            bill += billed(report, production, move)
    bill += (work['bom_cost'] or 0) + left_out(report, production)
    real = components + work['real_cost']
    share = report._get_byproducts_data(production, real, bill, real, level=1, current_index='')[0]
    made = production.product_uom_id._compute_quantity(
        production.qty_produced, production.product_id.uom_id, round=False
    )
    row = {
        'id': production.id,
        'order': production.name,
        'item': item['item'],
        'name': item['name'],
        'uom': item.get('uom', ''),
        'uom_name': item['uom_name'],
        'quantity': round(made, 6),
        'family': production.production_group_id.name,
        'finished': production.date_finished.strftime(MOMENT),
        'bill': currency.round(bill * share),
        'real': currency.round(real * share),
        'components': round(components, 6),
        'operations': round(work['real_cost'], 6),
    }
    return without_blanks(row)


def billed(report, production, move):
    """What the bill of materials says of a component, at what it cost."""
    bill, currency = production.bom_id, production.company_id.currency_id
    if not bill:
        return currency.round(report._get_component_real_cost(move, move.product_uom_qty))
    if not move.bom_line_id:
        return 0
    made = production.product_uom_id._compute_quantity(production.product_qty, bill.product_uom_id)
    return currency.round(report._get_component_real_cost(move, move.bom_line_id.product_qty * made / bill.product_qty))


def left_out(report, production):
    """What components and operations of the bill of materials would have cost that the order did without."""
    bill, currency = production.bom_id, production.company_id.currency_id
    if not bill:
        return 0
    there = production.move_raw_ids.bom_line_id | report._get_kit_bom_lines(bill)
    total = 0
    for line in bill.bom_line_ids - there:
        if not line._skip_bom_line(production.product_id):
            cost = line.product_id.uom_id._compute_price(line.product_id.standard_price, line.product_uom_id)
            total += currency.round(cost * line.product_qty * production.product_uom_qty / bill.product_qty)
    for operation in bill.operation_ids - production.workorder_ids.operation_id:
        cost = operation.with_context(
            product=production.product_id, quantity=production.product_qty, unit=production.product_uom_id
        ).cost
        total += currency.round(currency.round(cost) * production.product_uom_qty / bill.product_qty)
    return total


QUESTIONS['costs.orders'] = orders_costed
