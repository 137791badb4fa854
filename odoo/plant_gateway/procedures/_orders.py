# Production orders. The plant knows an order by the name it was released under. Odoo renames it at the first partial
# completion (WH/MO/00007 becomes WH/MO/00007-001, the rest is a new record WH/MO/00007-002) and keeps the family
# together in a production group.

OPEN = ('confirmed', 'progress', 'to_close')


def lock_orders(events):
    """Finds the orders of all events with one search, and locks their families: a person pressing buttons waits, or
    we do. Found together, Odoo also reads their moves and products together."""
    names = {}
    for event in events:
        payload = event.get('payload')
        name = payload.get('order') if isinstance(payload, dict) else False
        if isinstance(name, str) and warehouse_for(event):
            names.setdefault(warehouse_for(event), set()).add(name)
    for warehouse in names:
        wanted = []
        for name in names[warehouse]:
            wanted += [name, name + '-001']
        orders = warehouse.env['mrp.production'].search(
            [('name', 'in', wanted), ('company_id', '=', warehouse.company_id.id)]
        )
        lock_families(orders)
        FOUND[('orders', warehouse.id)] = orders


def lock_families(orders):
    # Fails with a serialization error, which Odoo retries, when somebody changed an order since we began. In one
    # sequence for all calls, so that two calls cannot wait for each other.
    groups = orders.production_group_id
    if groups:
        env.cr.execute(
            'SELECT id FROM mrp_production WHERE production_group_id IN %s ORDER BY id FOR NO KEY UPDATE', [groups._ids]
        )


def family_of(warehouse, name):
    """All parts of the order, in backorder sequence."""
    first = False
    for order in FOUND[('orders', warehouse.id)]:
        if order.name == name:
            first = order
        if order.name == name + '-001' and order.backorder_sequence == 1:
            first = first or order
    if not first:
        # Renamed since, by a person or by a report of this very call: the group keeps the first name.
        first = warehouse.env['mrp.production'].search(
            [('production_group_id.name', '=', name), ('company_id', '=', warehouse.company_id.id)], limit=1
        )
        lock_families(first)
    if not first or first.picking_type_id.warehouse_id != warehouse:
        refuse('unknown-order', '/data/order', f'no production order {name} in warehouse {warehouse.code}')
    group = first.production_group_id
    parts = group.production_ids.sorted('backorder_sequence')
    if len(parts) > 1 and name != group.name:
        # An event must not name a part: it would have another ordering key, and overtake those that wait for the order.
        refuse('unknown-order', '/data/order', f'{name} is a part of order {group.name}: send {group.name}')
    return parts or first


def open_order(family, name):
    """The part that is still to be made. A done order must never be written: qty_producing on a done order moves
    stock without consuming anything."""
    states = set()
    for order in family:
        if order.state in OPEN:
            return order
        states.add(order.state)
    if 'done' in states:
        refuse('order-done', '/data/order', f'production order {name} is done')
    if 'draft' in states:
        refuse('order-not-confirmed', '/data/order', f'production order {name} is still a draft')
    refuse('order-cancelled', '/data/order', f'production order {name} is cancelled')


def stamp(order, posting, moment=False):
    """Sets the time of the event, because Odoo sets the time of the call."""
    # Odoo hands it on to the moves of the product.
    order.write({'date_finished': moment or posting['moment']})
    date_moves(posting, order.move_raw_ids | order.move_finished_ids, moment)


def dates_of(order):
    """What `keep_dates` writes back."""
    dates = [(order, 'date_finished', order.date_finished)]
    for record in (
        order.move_raw_ids | order.move_finished_ids,
        order.move_raw_ids.move_line_ids,
        order.move_finished_ids.move_line_ids,
    ):
        for each in record:
            dates.append((each, 'date', each.date))
    return dates


def keep_dates(dates):
    for record, field, date in dates:
        if record[field] != date:
            record.write({field: date})
