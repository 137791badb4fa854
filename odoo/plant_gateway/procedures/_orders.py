# Production orders. The plant knows an order by the name it was released under. Odoo renames it at the first partial
# completion (WH/MO/00007 becomes WH/MO/00007-001, the rest is a new record WH/MO/00007-002) and keeps the family
# together in a production group.

OPEN = ('confirmed', 'progress', 'to_close')


def family_of(warehouse, name):
    """All parts of the order, in backorder sequence; locked, so that a person pressing buttons waits, or we do."""
    Production = warehouse.env['mrp.production']
    found = Production.search([('name', 'in', (name, name + '-001')), ('company_id', '=', warehouse.company_id.id)])
    if not found:
        # Renamed by a person: the group keeps the first name.
        found = Production.search([('production_group_id.name', '=', name)], limit=1)
    for order in found:
        if order.name == name:
            found = order
    found = found[:1]
    if not found or found.picking_type_id.warehouse_id != warehouse:
        refuse('unknown-order', '/data/order', f'no production order {name} in warehouse {warehouse.code}')
    # Fails with a serialization error, which Odoo retries, when somebody changed the order since we began.
    env.cr.execute(
        'SELECT id FROM mrp_production WHERE production_group_id = %s ORDER BY id FOR NO KEY UPDATE',
        [found.production_group_id.id])
    return found.production_group_id.production_ids.sorted('backorder_sequence') or found


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
