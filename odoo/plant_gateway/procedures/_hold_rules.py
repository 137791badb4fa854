# The plant's rules for quality holds: which goods are held, and where. The hold place lies beside the stock, so that
# nothing in it can be reserved for a delivery (measured: below the stock, the next delivery reserved it).

HOLD_RULE_KEYS = ('hold', 'rework', 'everything', 'items', 'categories')


def hold_rules_of(event):
    """The hold rules of the event's plant as records of Odoo, or nothing. Refuses rules that Odoo cannot keep: then no
    event of the plant may be booked, because goods that must be held would not be."""
    policy = event.get('policy')
    given = policy.get('gate') if isinstance(policy, dict) else False
    warehouse = warehouse_for(event)
    if not given or not warehouse:
        return {}
    return hold_rules_in(warehouse, given)


def hold_rules_in(warehouse, given):
    key = ('hold rules', warehouse.id, repr(given))
    if key not in FOUND:
        FOUND[key] = read_hold_rules(warehouse, given)
    return FOUND[key]


def read_hold_rules(warehouse, given):
    only_keys(given, HOLD_RULE_KEYS, '/gate')
    if not isinstance(given.get('everything'), bool):
        malformed('/gate', 'everything must be true or false')
    place = place_named(warehouse, text_at(given, 'hold', '/gate/hold'))
    rework = place_named(warehouse, text_at(given, 'rework', '/gate/rework')) if 'rework' in given else place.browse()
    if rework and (rework._child_of(place) or place._child_of(rework)):
        refuse(
            'malformed-posting',
            '/gate/rework',
            f'{rework.complete_name} must not be, contain or lie inside {place.complete_name}',
        )
    return {
        'hold': place,
        'rework': rework,
        'everything': given['everything'],
        'products': products_to_hold(warehouse, list_at(given, 'items', '/gate/items')),
        'categories': categories_to_hold(warehouse, list_at(given, 'categories', '/gate/categories')),
    }


def place_named(warehouse, name):
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
        warehouse.reception_steps == 'three_steps' and warehouse.wh_qc_stock_loc_id,
    ):
        if taken and (place._child_of(taken) or taken._child_of(place)):
            refuse('malformed-posting', '/gate', f'{name} must not be, contain or lie inside {taken.complete_name}')
    return place


def products_to_hold(warehouse, codes):
    for code in codes:
        if not isinstance(code, str):
            malformed('/gate/items', 'must be texts')
    products = warehouse.env['product.product']
    known = products_called(warehouse, codes)
    for code in codes:
        # Whoever archives an item in Odoo does not stop the plant, and its goods are held like before.
        product = products.search([('default_code', '=', code), ('active', '=', False)]) if code not in known else False
        if not product:
            product = item_of(warehouse, code, '/gate/items', products)
        if 'none' in product.mapped('tracking'):
            refuse(
                'malformed-posting', '/gate/items', f'{code} is not tracked by lots in Odoo: it cannot be held by lot'
            )
        products |= product
    return products


def categories_to_hold(warehouse, names):
    paths = []
    for name in names:
        found = warehouse.env['product.category'].search([('complete_name', '=', name)], limit=2)
        if len(found) != 1:
            refuse('malformed-posting', '/gate/categories', f'Odoo has no product category called {name}, or several')
        paths.append(found.parent_path)
    return tuple(paths)


def needs_release(product, rules):
    if not rules or not product.is_storable:
        return False
    needed = (
        rules['everything']
        or product in rules['products']
        or (product.categ_id.parent_path or '').startswith(rules['categories'])
    )
    if needed and product.tracking == 'none':
        refuse(
            'gate-needs-lots',
            '/data',
            f'{called(product)} is held until quality releases it, and is not tracked by lots in Odoo: '
            "track it there, or take it out of quality.gated in the plant's profile",
        )
    return needed


def required_hold_rules(posting):
    if not posting['hold_rules']:
        refuse('gate-not-set-up', '/data', "the plant's profile names no place where goods are held")
    return posting['hold_rules']


def divert(moves, rules, usual):
    """Before they are done: goods that must be released first go to the hold place. Written on the move, not on its
    lines alone, so that Odoo unchains a delivery that was to take them from where they would have come. `usual` is
    where other goods go: the rest of an order is a copy of the part before it, and would keep the hold place when
    the rules no longer hold the item."""
    diverted = moves.browse()
    coming = {}
    lots = moves.env['stock.lot']
    for move in moves:
        coming[move] = lots_coming(move)
        lots |= coming[move]
    holding = held_among(lots) if rules else lots.browse()
    for move in moves:
        if move.state in ('done', 'cancel'):
            continue
        if needs_release(move.product_id, rules) or coming[move] & holding:
            if move.location_dest_id != rules['hold']:
                move.write({'location_dest_id': rules['hold'].id})
            if move.move_line_ids:
                move.move_line_ids.write({'location_dest_id': rules['hold'].id})
            diverted |= move
        elif rules and move.location_dest_id == rules['hold']:
            move.write({'location_dest_id': usual.id})
    return diverted


def set_held_apart(shares, rules):
    """Lots that quality holds get a move of their own, which goes to the hold place without the others."""
    apart = {}
    lots = False
    for move in shares:
        for lot, _share in shares[move]:
            lots = lots | lot if lots else lot
    holding = held_among(lots) if rules and lots else ()
    for move in shares:
        held_ones, others = [], []
        for lot, share in shares[move]:
            (held_ones if lot in holding else others).append((lot, share))
        apart[move] = others or held_ones
        if held_ones and others and not needs_release(move.product_id, rules):
            total = 0
            for _lot, share in held_ones:
                total += share
            split = move.create(move._split(min(total, move.product_qty)))
            split._action_confirm(merge=False)
            apart[split] = held_ones
        else:
            apart[move] = shares[move]
    return apart


def lots_coming(move):
    order = move.production_id
    return move.move_line_ids.lot_id | (
        order.lot_producing_ids if order.product_id == move.product_id else move.env['stock.lot']
    )


def held_among(lots):
    """Those of the lots that quality holds: more of them is held as it comes, whatever its item is."""
    standing = verdicts_on(lots)
    held_ones = lots.browse()
    for lot in lots:
        if standing.get(lot.id, {}).get('verdict') in HOLDING:
            held_ones |= lot
    return held_ones


def must_be_held(product, lot, rules):
    """True for a lot that quality holds, and for a lot of an item that needs a release and never got one."""
    verdict = word_on(lot)
    return verdict in HOLDING or (needs_release(product, rules) and verdict not in LETTING)


def mark_held(moves, posting):
    """Once they are done."""
    if moves:
        moves.move_line_ids.write({'x_plant_gateway_gate': posting['event']})


def undivert(moves, rules, usual):
    for move in moves:
        if move.state not in ('done', 'cancel') and move.location_dest_id == rules['hold']:
            move.write({'location_dest_id': usual.id})


def refuse_hold_place(posting, location, pointer):
    """A plain movement or count says nothing of quality."""
    kind = kind_of_place(location, posting['warehouse'].company_id)
    if kind in ('hold', 'rework'):
        refuse(
            'lot-held',
            pointer,
            f'{location.complete_name} is a {kind} place: this event brings nothing there and takes nothing out of it. '
            'lot.held brings goods there, lot.released takes them out',
        )


# The lot in quality hold that a question is about.

ABOUT_LOT = ('item', 'lot', 'gate')


def lot_asked_about(warehouse, about):
    only_keys(about, ABOUT_LOT, '/about')
    if not about.get('gate'):
        refuse('gate-not-set-up', '/about/gate', "the plant's profile names no place where goods are held")
    rules = hold_rules_in(warehouse, about['gate'])
    product = item_of(warehouse, text_at(about, 'item', '/about/item'), '/about/item', warehouse.env['product.product'])
    return rules, product, used_lot(product, text_at(about, 'lot', '/about/lot'), '/about/lot')
