# Goods of a purchase order that arrive or are announced: by lot or serial, shared out among the moves that wait for
# them.

ARRIVAL_KEYS = ('line', 'item', 'quantity', 'lots', 'serials')


def parts_of(posting, entry, product, sent, pointer):
    """[(lot number or False, amount in the product's unit, expiry or False)] of an entry."""
    lots = list_at(entry, 'lots', pointer + '/lots')
    serials = list_at(entry, 'serials', pointer + '/serials')
    where = '/serials' if serials else '/lots'
    if product.tracking == 'none' and (lots or serials):
        refuse('item-not-tracked', pointer + where, f'{called(product)} is not tracked by lots in Odoo')
    if product.tracking == 'lot' and serials:
        refuse('item-not-tracked', pointer + where, f'{called(product)} is tracked by lots, not by serials')
    unit = product.uom_id
    parts = []
    numbers = set()
    total = 0
    for index, each in enumerate(list(lots) + list(serials)):
        place = f'{pointer}{where}/{index}'
        only_keys(each, ('number', 'expires') if serials else ('number', 'quantity', 'expires'), place)
        number = text_at(each, 'number', place + '/number')
        if number in numbers:
            malformed(place + '/number', f'{number} is named twice')
        numbers.add(number)
        expires = moment_at(each, 'expires', place + '/expiresAt') if 'expires' in each else False
        part = 1
        exact = 1
        if not serials:
            value = number_at(each, 'quantity', place + '/quantity/value')
            share = sent_of(product, value, sent['given'], place + '/quantity')
            check_rounding(posting, share)
            part, exact = share['amount'], share['exact']
        if product.tracking == 'serial' and unit.compare(part, 1):
            refuse(
                'serial-count-mismatch', place + '/quantity/value', f'serial {number} is one piece, not {shown(part)}'
            )
        parts.append((number, part, expires))
        total += exact
    if serials and unit.compare(total, sent['amount']):
        refuse(
            'serial-count-mismatch',
            pointer + where,
            f'{shown(total)} different serials for {sent["said"]}',
        )
    if lots and not add_up(total, sent):
        malformed(
            pointer + where, f'the lots add up to {shown(total)} {unit.name}, the quantity says {shown(sent["exact"])}'
        )
    if not parts:
        check_rounding(posting, sent)
    return parts or [(False, sent['amount'], False)]


def arriving_items(entry, product, amount, moves, pointer):
    """[(product, amount)]: what arrives of this entry. A kit arrives as its parts."""
    parts = {} if product in moves.product_id else parts_of_kit(moves, product, amount)
    if not parts:
        return [(product, amount)]
    if entry.get('lots') or entry.get('serials'):
        refuse('item-not-tracked', pointer, f'{called(product)} is a kit: name the lots of its parts')
    return list(parts.items())


def share_out(part, product, moves, left):
    """[(move, amount)] of one part: each move gets what it still waits for, the last one also what is too much. `left`
    holds what the moves still wait for, and is lowered."""
    unit = product.uom_id
    shares = []
    for move in moves:
        share = part if move == moves[-1:] else min(part, max(left[move], 0))
        share = unit.round(share)
        if share > 0:
            shares.append((move, share))
            left[move] = unit.round(left[move] - share)
            part = unit.round(part - share)
    return shares


def demands(moves):
    """{move: quantity it waits for, in the product's unit}"""
    wanted = {}
    for move in moves:
        wanted[move] = move.product_uom._compute_quantity(move.product_uom_qty, move.product_id.uom_id, round=False)
    return wanted


def arrival_line(move, amount):
    """Values of a move line for goods that come. In the product's unit, so that five pieces of a move in dozens stay
    five. Without picking_id the line would not belong to the transfer, and Odoo fails on that for subcontracted
    goods."""
    unit = move.product_id.uom_id
    return {
        'product_id': move.product_id.id,
        'product_uom_id': unit.id,
        'quantity': amount,
        'picking_id': move.picking_id.id,
        'location_id': move.location_id.id,
        'location_dest_id': move.location_dest_id.id,
    }


def manages_expiry(product):
    return 'use_expiration_date' in product._fields and product.use_expiration_date


# Announced lines that are still on their way while other goods of the order come in.


def announced_lines(moves):
    """{line: quantity} that suppliers announced for these moves."""
    quantities = {}
    for line in moves.move_line_ids:
        if line.x_plant_gateway_shipment:
            quantities[line] = line.quantity
    return quantities


def expect_as_announced(quantities):
    """Puts announced quantities back. When a move goes to a backorder, Odoo fills its lines up to the whole demand: of
    5 ordered and 3 announced of a lot it makes 5 of that lot."""
    moves = set()
    for line in quantities:
        if line.exists() and line.state not in ('done', 'cancel'):
            moves.add(line.move_id)
            if line.quantity != quantities[line]:
                line.write({'quantity': quantities[line]})
    for move in moves:
        for line in move.move_line_ids:
            if line not in quantities and not line.picked:
                line.unlink()
