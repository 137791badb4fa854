# Goods into the hold place and out of it.


def hold(posting, product, lot, amount=False, first=False):
    """Moves the amount out of the plant's own warehouse, or else all stock of the lot that the company has, into the
    hold place of the warehouse it lies in. Deliveries lose what they had reserved of it. What was issued to an order is
    no longer in stock: it stays there, for that order."""
    warehouse = posting['warehouse']
    left = amount
    issued_left = {}
    for each, place in warehouses_to_hold(posting, product, lot, amount):
        quants = quants_in_open(product, lot, each, place)
        if first:
            quants = beginning_at(quants, first)
        parts, issued, left = parts_to_hold(product, lot, quants, left, kept_in(product, lot, each))
        issued_left[each.id] = issued
        if parts:
            move_through_hold(posting, product, each.view_location_id, place, parts, each)
    if not amount:
        issued, there = by_warehouse(issued_to_orders(lot)), open_by_warehouse(lot)
        for other in issued:
            if other not in issued_left:
                issued_left[other] = min(issued[other], max(there.get(other, 0), 0))
        set_allowed(lot, {}, verdict_on(lot)['issued'])
        warn_of_unheld(posting, product, lot, issued_left)
        return
    if posting['word']:
        standing = verdict_on(lot)
        free = standing['free'] | {warehouse.id: standing['free'].get(warehouse.id, 0) - (amount - left)}
        set_allowed(lot, free, standing['issued'])
    lacks = product.uom_id.compare(in_hold(product, lot, posting['hold_rules']), amount) < 0
    if posting['word'] and lacks and product.uom_id.compare(left, amount) == 0:
        refuse(
            'insufficient-stock',
            '/data/quantity',
            f'nothing was held: no {called(product)} lot {lot.name} is free in {warehouse.code}',
        )
    if product.uom_id.compare(left, 0) > 0:
        # If we refused the event, none of it would be held.
        warn(
            posting,
            f'{shown(amount)} {product.uom_id.name} of {called(product)} lot {lot.name} were to be held, '
            f'only {shown(amount - left)} {product.uom_id.name} were free in {warehouse.code} and are held now',
        )
        if posting['word'] and lacks:
            note_effect(posting, lot, 'bypassed')


def warehouses_to_hold(posting, product, lot, amount):
    """[(warehouse, its hold place)]: the plant's own first, and where all of a lot is held those of its company that
    have some of it."""
    warehouse = posting['warehouse']
    found = [(warehouse, posting['hold_rules']['hold'])]
    if not amount:
        quants = product.env['stock.quant'].search(
            [('product_id', '=', product.id), ('lot_id', '=', lot.id), ('quantity', '>', 0)]
        )
        for other in quants.location_id.warehouse_id.sorted('id'):
            place = hold_place_in(other)
            if place and other != warehouse and other.company_id == warehouse.company_id:
                found.append((other, place))
    return found


def kept_in(product, lot, warehouse):
    """How much is kept for orders; False for all that is issued: nobody has judged the lot."""
    standing = verdict_on(lot) if lot else {}
    return kept_for_orders(lot, standing, warehouse.id) if standing.get('verdict') in HOLDING else False


def parts_to_hold(product, lot, quants, left, keep=False):
    """(what to move, how much of the rest was issued to orders, what is left of the amount). `keep`: no more is left to
    orders."""
    parts = []
    issued, lacking = {}, {}
    kept = 0
    for quant in quants:
        if quant.quantity < 0:
            place = (quant.location_id, quant.package_id)
            lacking[place] = lacking.get(place, 0) - quant.quantity
    for quant in quants:
        there = max(quant.quantity, 0)
        place = (quant.location_id, quant.package_id)
        if not quant.owner_id:
            # What was issued or is lacking comes off the quants of a place, of which parallel calls may leave several.
            none = min(lacking.get(place, 0), there)
            lacking[place] = lacking.get(place, 0) - none
            there -= none
            off = issued[place] if place in issued else issued_from(product, quant.location_id, lot, quant.package_id)
            stays = min(off, there) if keep is False else min(off, there, max(keep - kept, 0))
            issued[place] = max(off - stays, 0)
            kept += stays
            there = product.uom_id.round(there - stays)
        taken = there if left is False else min(there, left)
        if product.uom_id.compare(taken, 0) > 0:
            parts.append((quant.location_id, lot, taken, as_it_lies(quant, taken)))
            if left is not False:
                left = product.uom_id.round(left - taken)
    return parts, kept, left


def warn_of_unheld(posting, product, lot, free):
    """What no event may take, and people can still deliver: no hold place is beside it. Somebody must look at it."""
    rest = 0
    there = open_by_warehouse(lot)
    where, known = [], {}
    for warehouse in there:
        exposed = product.uom_id.round(there[warehouse] - free.get(warehouse, 0))
        if product.uom_id.compare(exposed, 0) > 0:
            rest += exposed
            known[warehouse] = exposed
            where.append(
                posting['warehouse'].browse(warehouse).code if warehouse else 'places of no warehouse (subcontractors)'
            )
    keep_known(lot, known)
    if not where:
        return
    warn(
        posting,
        f'{shown(rest)} {product.uom_id.name} of {called(product)} lot {lot.name} lie where there is no hold place, in '
        f'{", ".join(where)}: no event takes them, but people can deliver them in Odoo. Give the plant of that '
        'warehouse a hold place (quality.hold), then hold the lot again',
    )
    if posting['word']:
        note_effect(posting, lot, 'bypassed')


def hold_what_came_back(posting, product, lot, amount, place=False):
    """Holds goods that were out of the stock when their lot was held, and now come back; not what went back to where it
    is reworked, in place of what was released."""
    standing = verdict_on(lot) if lot else {}
    if standing.get('verdict') in HOLDING:
        warehouse = posting['warehouse'].id
        amount = min(amount, exposed_in(lot, standing, warehouse))
    if not lot or product.uom_id.compare(amount, 0) <= 0:
        return
    if posting['hold_rules'] and must_be_held(product, lot, posting['hold_rules']):
        hold(posting, product, lot, amount, place)
    elif standing.get('verdict') in HOLDING:
        warn(
            posting,
            f'{shown(amount)} {product.uom_id.name} of {called(product)} lot {lot.name} come back, '
            f'which quality holds: {posting["warehouse"].code} has no place to hold them. '
            'No event takes them, but people can deliver them',
        )


def quants_in_open(product, lot, warehouse, hold_place):
    """Where the lot lies in the warehouse, apart from places for held goods; at the stock location first. What is in
    the rework place was let out to be reworked, and stays there. What is below zero is among them."""
    domain = [
        ('product_id', '=', product.id),
        ('lot_id', '=', lot.id),
        ('quantity', '!=', 0),
        ('location_id', 'child_of', warehouse.view_location_id.id),
        ('location_id.usage', '=', 'internal'),
    ]
    domain += ['!', ('location_id', 'child_of', list(quality_places(warehouse.company_id)))]
    quants = product.env['stock.quant'].search(domain, order='location_id, id')
    env.cr.execute('SELECT id FROM stock_quant WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [quants._ids or (0,)])
    stock, other = [], []
    for quant in quants:
        (stock if quant.location_id._child_of(warehouse.lot_stock_id) else other).append(quant)
    return stock + other


def beginning_at(quants, place):
    there, other = [], []
    for quant in quants:
        (there if quant.location_id._child_of(place) else other).append(quant)
    return there + other


def let_out(posting, product, lot, amount, target):
    """Takes the amount out of the hold place, from wherever it lies in it."""
    rules = posting['hold_rules']
    parts = []
    left = amount
    for quant in held_quants(product, lot, rules):
        taken = min(quant.quantity, left)
        if product.uom_id.compare(taken, 0) > 0:
            parts.append((quant.location_id, lot, taken, as_it_lies(quant, taken)))
            left = product.uom_id.round(left - taken)
    if parts:
        move_through_hold(posting, product, posting['warehouse'].view_location_id, target, parts)


def as_it_lies(quant, taken):
    """Package and owner of what is moved. A package that goes as a whole stays one."""
    values = {'package_id': quant.package_id.id, 'owner_id': quant.owner_id.id}
    whole = quant.package_id and len(quant.package_id.quant_ids) == 1
    if whole and quant.product_id.uom_id.compare(taken, quant.quantity) == 0:
        values['result_package_id'] = quant.package_id.id
    return values


def move_through_hold(posting, product, source, target, parts, warehouse=False):
    chained = chains_at(product, parts)
    picking = transfer(posting, product, source, target, parts, posting['event'], warehouse)
    for move in chained:
        if move.exists() and move.move_line_ids and not move.move_orig_ids:
            move.write({'move_orig_ids': [Command.set(chained[move].ids)]})
    mark_held(picking.move_ids, posting)


def chains_at(product, parts):
    """{move: the moves before it} of the transfers that have reserved some of it. Odoo takes the whole move from its
    chain when it loses some: what is left of it would leave by no event."""
    chained = {}
    for location, lot, _amount, _more in parts:
        for line in product.env['stock.move.line'].search(
            [
                ('product_id', '=', product.id),
                ('lot_id', '=', lot.id),
                ('location_id', '=', location.id),
                ('state', 'not in', ('done', 'cancel')),
            ]
        ):
            if line.move_id.move_orig_ids:
                chained[line.move_id] = line.move_id.move_orig_ids
    return chained


def held_quants(product, lot, rules):
    return product.env['stock.quant'].search(
        [
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('quantity', '>', 0),
            ('location_id', 'child_of', hold_places_of(rules)),
        ],
        order='id',
    )


def in_hold(product, lot, rules):
    [[total]] = product.env['stock.quant']._read_group(
        [('product_id', '=', product.id), ('lot_id', '=', lot.id), ('location_id', 'child_of', hold_places_of(rules))],
        [],
        ['quantity:sum'],
    )
    return product.uom_id.round(total or 0)


def covered(product, lot, rules, until):
    """How much an event of this time may release: what events had brought into the hold place by then, less what has
    left it. What people put there by hand only people take out, and what they took out counts against theirs first."""
    brought, _put = through_hold(product, lot, rules, True, until)
    _brought, let = through_hold(product, lot, rules, True)
    put, taken = through_hold(product, lot, rules, False)
    free = min(in_hold(product, lot, rules) - max(put - taken, 0), brought - let - max(taken - put, 0))
    return product.uom_id.round(max(free, 0))


def put_by_hand(product, lot, rules):
    """What people put into the hold place, less what they took out of it; below zero when that was more."""
    put, taken = through_hold(product, lot, rules, False)
    return product.uom_id.round(put - taken)


def through_hold(product, lot, rules, by_event, until=False):
    """(how much of the lot came into the plant's hold place, how much went out of it): by events, or by people."""
    places = hold_places_of(rules)
    domain = [('state', '=', 'done'), ('product_id', '=', product.id), ('lot_id', '=', lot.id)]
    domain.append(('x_plant_gateway_gate', '!=' if by_event else '=', False))
    if until:
        domain.append(('date', '<=', until))
    sums = []
    for inward, outward in (('location_dest_id', 'location_id'), ('location_id', 'location_dest_id')):
        ends = [(inward, 'child_of', places), '!', (outward, 'child_of', places)]
        [[total]] = product.env['stock.move.line']._read_group(domain + ends, [], ['quantity_product_uom:sum'])
        sums.append(total or 0)
    return sums
