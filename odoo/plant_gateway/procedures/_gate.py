# The plant's quality gate: which goods are held, and where. The hold place lies beside the stock, so that nothing in it
# can be reserved for a delivery (measured: below the stock, the next delivery reserved it).

GATE_KEYS = ('hold', 'rework', 'everything', 'items', 'categories')


def gate_of(event):
    """The gate of the event's plant in Odoo's records, or nothing. Refuses one that Odoo cannot keep: then no event
    of the plant may be booked, or goods that should be held would not be."""
    policy = event.get('policy')
    given = policy.get('gate') if isinstance(policy, dict) else False
    code = event.get('warehouse')
    if not given or not isinstance(code, str):
        return {}
    key = ('gate', code, repr(given))
    if key not in FOUND:
        FOUND[key] = read_gate(warehouse_of(code), given)
    return FOUND[key]


def read_gate(warehouse, given):
    only_keys(given, GATE_KEYS, '/gate')
    if not isinstance(given.get('everything'), bool):
        malformed('/gate', 'everything must be true or false')
    check_steps(warehouse)
    place = gate_place(warehouse, text_at(given, 'hold', '/gate/hold'))
    rework = gate_place(warehouse, text_at(given, 'rework', '/gate/rework')) if 'rework' in given else place.browse()
    if rework and (rework._child_of(place) or place._child_of(rework)):
        refuse(
            'malformed-posting', '/gate/rework', f'{rework.complete_name} and {place.complete_name} lie in each other'
        )
    return {
        'hold': place,
        'rework': rework,
        'everything': given['everything'],
        'products': gated_products(warehouse, list_at(given, 'items', '/gate/items')),
        'categories': gated_categories(warehouse, list_at(given, 'categories', '/gate/categories')),
    }


def check_steps(warehouse):
    """With more steps Odoo moves the goods on by itself, through locations that the gate does not know."""
    if warehouse.reception_steps != 'one_step' or warehouse.manufacture_steps == 'pbm_sam':
        refuse(
            'malformed-posting',
            '/gate',
            f'warehouse {warehouse.code} receives or stores what it made in more than '
            'one step: the quality gate does not go with that',
        )


def gate_place(warehouse, name):
    place = warehouse.env['stock.location'].search(
        [('complete_name', '=', name), ('id', 'child_of', warehouse.view_location_id.id)], limit=2
    )
    if len(place) != 1 or place.usage != 'internal':
        refuse('malformed-posting', '/gate', f'warehouse {warehouse.code} has no place for stock called {name}')
    # What deliveries and orders take from, and what Odoo moves goods through on their way.
    for taken in (
        warehouse.lot_stock_id,
        warehouse.wh_input_stock_loc_id,
        warehouse.wh_output_stock_loc_id,
        warehouse.wh_pack_stock_loc_id,
        warehouse.pbm_loc_id,
        warehouse.sam_loc_id,
    ):
        if taken and (place._child_of(taken) or taken._child_of(place)):
            refuse(
                'malformed-posting', '/gate', f'{name} must lie beside {taken.complete_name}, not in it nor around it'
            )
    return place


def gated_products(warehouse, codes):
    products = warehouse.env['product.product']
    for code in codes:
        if not isinstance(code, str):
            malformed('/gate/items', 'must be texts')
        product = item_of(warehouse, code, '/gate/items', products)
        if product.tracking == 'none':
            refuse(
                'malformed-posting', '/gate/items', f'{code} is not tracked by lots in Odoo: it cannot be held by lot'
            )
        products |= product
    return products


def gated_categories(warehouse, names):
    paths = []
    for name in names:
        found = warehouse.env['product.category'].search([('complete_name', '=', name)], limit=2)
        if len(found) != 1:
            refuse('malformed-posting', '/gate/categories', f'Odoo has no product category called {name}, or several')
        paths.append(found.parent_path)
    return tuple(paths)


def is_gated(product, gate):
    if not gate or not product.is_storable:
        return False
    gated = (
        gate['everything']
        or product in gate['products']
        or (product.categ_id.parent_path or '').startswith(gate['categories'])
    )
    if gated and product.tracking == 'none':
        refuse(
            'gate-needs-lots',
            '/data',
            f'{product.default_code} is held until quality releases it, and is not tracked by lots in Odoo',
        )
    return gated


def needed_gate(posting):
    if not posting['gate']:
        refuse('gate-not-set-up', '/data', "the plant's profile names no place where goods are held")
    return posting['gate']


def divert(moves, gate, usual):
    """Before they are done: gated goods go to the hold place. Written on the move, not on its lines alone, so that
    Odoo unchains a delivery that was to take them from where they would have come. `usual` is where other goods go:
    a rest of an order is a copy of the part before it, and would keep the hold place when its gate is gone."""
    diverted = moves.browse()
    for move in moves:
        if move.state in ('done', 'cancel'):
            continue
        if is_gated(move.product_id, gate) or (gate and is_held(lots_coming(move))):
            if move.location_dest_id != gate['hold']:
                move.write({'location_dest_id': gate['hold'].id})
            if move.move_line_ids:
                move.move_line_ids.write({'location_dest_id': gate['hold'].id})
            diverted |= move
        elif gate and move.location_dest_id == gate['hold']:
            move.write({'location_dest_id': usual.id})
    return diverted


def lots_coming(move):
    order = move.production_id
    return move.move_line_ids.lot_id | (
        order.lot_producing_ids if order.product_id == move.product_id else move.env['stock.lot']
    )


def is_held(lots):
    """A lot that quality holds is held when more of it comes, whether its item is gated or not."""
    for lot in lots:
        if lot.x_plant_gateway_verdict in HOLDING:
            return True
    return False


def must_be_held(product, lot, gate):
    """True for a lot that quality holds, and for a lot of a gated item that was never released."""
    return is_held(lot) or (is_gated(product, gate) and lot.x_plant_gateway_verdict not in LETTING)


def mark_held(moves, posting):
    """Once they are done."""
    if moves:
        moves.move_line_ids.write({'x_plant_gateway_gate': posting['event']})


def undivert(moves, gate, usual):
    for move in moves:
        if move.state not in ('done', 'cancel') and move.location_dest_id == gate['hold']:
            move.write({'location_dest_id': usual.id})


def refuse_gate_place(posting, location, pointer):
    """Only events of quality move goods at the gate."""
    gate = posting['gate']
    if gate and (location._child_of(gate['hold']) or (gate['rework'] and location._child_of(gate['rework']))):
        refuse('lot-held', pointer, f'goods come to {location.complete_name} and leave it by lot.held and lot.released')


# The lot at the quality gate that a question is about.

ABOUT_LOT = ('item', 'lot', 'gate')


def lot_at_gate(warehouse, about):
    only_keys(about, ABOUT_LOT, '/about')
    gate = gate_of({'warehouse': warehouse.code, 'policy': {'gate': about.get('gate')}})
    if not gate:
        refuse('gate-not-set-up', '/about/gate', "the plant's profile names no place where goods are held")
    product = item_of(warehouse, text_at(about, 'item', '/about/item'), '/about/item', warehouse.env['product.product'])
    return gate, product, used_lot(product, text_at(about, 'lot', '/about/lot'), '/about/lot')
