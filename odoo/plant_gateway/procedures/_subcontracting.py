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
    """What the subcontractor used, where the event says so, on the order of the lot that came. Returns what is to be
    compared after the booking: see `write_consumption`."""
    pointers = set()
    orders = set()
    written = []
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
            of = f'{called(move.product_id)} lot {lot.name}' if lot else called(move.product_id)
            refuse('item-not-on-order', place, f'no open subcontracting order makes {of}: check item and lot')
        if order in orders:
            malformed(place, 'what was consumed for the same goods is said twice')
        orders.add(order)
        written += write_consumption(order, list_at(entry, 'consumed', place), place)
    return written


def check_components(moves, posting):
    """Before the receipt: components by lot are taken from what lies at the subcontractor and is promised to no other
    order. Where that is too little, Odoo fails with words that say neither how much nor why."""
    needed = {}
    reserved = {}
    for move in subcontracted(moves).move_raw_ids:
        if move.product_id.tracking != 'none' and move.state not in ('done', 'cancel') and not recorded(move):
            key = (move.product_id, move.location_id)
            needed[key] = needed.get(key, 0) + move.product_qty
            for line in move.move_line_ids:
                reserved[key] = reserved.get(key, 0) + line.quantity_product_uom
    for product, location in needed:
        wanted = needed[(product, location)]
        there = on_hand(product, location)
        if posting['refuse_negative'] and product.uom_id.compare(there, wanted) < 0:
            refuse_short(product, location, product.env['stock.lot'], wanted, there)
        [[promised]] = product.env['stock.quant']._read_group(
            [('product_id', '=', product.id), ('location_id', 'child_of', location.id)], [], ['reserved_quantity:sum']
        )
        free = there - (promised or 0) + reserved.get((product, location), 0)
        if product.uom_id.compare(free, wanted) < 0:
            refuse(
                'lot-required',
                '/data',
                f'{called(product)} is tracked; Odoo holds no free lot at {location.complete_name}, so name those used',
            )


def finish_subcontracted(moves, posting):
    """After the receipt: what was consumed must have been there, with lots that were good, at the time of the event.
    A second before the receipt, as Odoo has it: tracing reads made before received."""
    for production in subcontracted(moves):
        if production.state != 'done':
            refuse_undone(f'Odoo did not complete {production.name} of the subcontractor')
        check_lines(production.move_raw_ids, posting)
        refuse_negative(production.move_raw_ids.move_line_ids, posting)
        stamp(production, posting, posting['moment'] - datetime.timedelta(seconds=1))
