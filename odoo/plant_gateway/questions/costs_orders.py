# costs.orders: a page of the orders that were finished on a day of the plant, each with what it really cost, by the
# overview that people open on the order.


def orders_costed(warehouse, about):
    only_keys(about, ('day', 'zone', 'after', 'most'), '')
    after, most = page_at(about)
    need_costing()
    env.cr.execute("""
        SELECT p.id FROM mrp_production p JOIN stock_picking_type y ON y.id = p.picking_type_id
         WHERE p.id > %(after)s AND p.state = 'done' AND y.warehouse_id = %(warehouse)s
           AND p.company_id = %(company)s
           AND p.date_finished >= (%(day)s::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'
           AND p.date_finished < ((%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'
         ORDER BY p.id LIMIT %(limit)s
    """, {'after': after, 'warehouse': warehouse.id, 'company': warehouse.company_id.id, 'limit': most + 1,
          'day': day_at(about, 'day'), 'zone': zone_at(about)})
    ids = []
    for row in env.cr.fetchall():
        ids.append(row[0])
    page = ids[:most]
    orders = []
    productions = warehouse.env['mrp.production'].browse(page)
    items = costed_rows(warehouse, productions.product_id.ids)
    for production in productions:
        orders.append(order_costed(production, items[production.product_id.id]))
    answer = {'orders': orders, 'currency': currency_of(warehouse)}
    if len(ids) > most:
        answer['next'] = page[-1]
    return answer


def order_costed(production, item):
    data = production.env['report.mrp.report_mo_overview'].get_report_values(production.id)['data']
    summary, extras = data['summary'], data['extras']
    unit = production.product_uom_id._compute_quantity(summary['quantity'], production.product_id.uom_id, round=False)
    row = {'id': production.id, 'order': production.name, 'item': item['item'], 'name': item['name'],
           'uom': item.get('uom', ''), 'uom_name': item['uom_name'], 'quantity': round(unit, 6),
           'family': production.production_group_id.name,
           'finished': production.date_finished.strftime(MOMENT),
           'planned': round(summary['mo_cost'], 6), 'bill': round(summary['bom_cost'], 6),
           'real': round(summary['real_cost'], 6),
           'components': round(extras['total_real_cost_components'], 6),
           'operations': round(extras['total_real_cost_operations'], 6)}
    return without_blanks(row)


QUESTIONS['costs.orders'] = orders_costed
