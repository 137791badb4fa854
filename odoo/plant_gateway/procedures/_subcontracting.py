# Goods from a subcontractor: Odoo keeps a production order behind their move, one for each lot, and completes it when
# the goods are received. Components leave the stock at the subcontractor.


def subcontracted(moves):
    productions = moves.env['mrp.production']
    if 'is_subcontract' not in moves._fields:
        return productions
    for move in moves:
        if move.is_subcontract:
            productions |= move.move_orig_ids.production_id
    return productions


def write_component_consumption(entries):
    """What the subcontractor used, where the event says so, on the order of the lot that came."""
    pointers = set()
    written = set()
    for pointer, entry, move, lot in entries:
        place = pointer + '/consumed'
        if pointer in pointers:
            malformed(place, 'two lines of the order wait for these goods: say which one')
        pointers.add(pointer)
        order = move.env['mrp.production']
        for production in subcontracted(move):
            if production.state not in ('done', 'cancel') and production.lot_producing_ids == lot:
                order |= production
        if not order:
            refuse('item-not-on-order', place, f'{move.product_id.default_code} is not made by a subcontractor')
        if order in written:
            malformed(place, 'what was consumed for the same goods is said twice')
        written.add(order)
        write_consumption(order, list_at(entry, 'consumed', place), place)


def finish_subcontracted(moves, posting):
    """After the receipt: what was consumed must have been there, with lots that were good, at the time of the event.
    A second before the receipt, as Odoo has it: tracing reads made before received."""
    for production in subcontracted(moves):
        if production.state != 'done':
            refuse('confirmation-needed', '/data', f'Odoo did not complete {production.name} of the subcontractor')
        check_lines(production.move_raw_ids, posting)
        refuse_negative(production.move_raw_ids.move_line_ids, posting)
        stamp(production, posting['moment'] - datetime.timedelta(seconds=1))
