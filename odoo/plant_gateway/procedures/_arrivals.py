# What arrives, or is announced, of a purchase order: by lot or serial, shared out among the moves that wait for it.

ARRIVAL_KEYS = ('line', 'item', 'quantity', 'lots', 'serials')


def parts_of(entry, product, amount, pointer):
    """[(lot number or False, amount in the product's unit, expiry or False)] that an entry is made of."""
    lots = list_at(entry, 'lots', pointer + '/lots')
    serials = list_at(entry, 'serials', pointer + '/serials')
    where = '/serials' if serials else '/lots'
    if product.tracking == 'none' and (lots or serials):
        refuse('item-not-tracked', pointer + where, f'{product.default_code} is not tracked by lots in Odoo')
    if product.tracking == 'lot' and serials:
        refuse('item-not-tracked', pointer + where, f'{product.default_code} is tracked by lots, not by serials')
    unit = product.uom_id
    given = unit_of(unit, entry['quantity']['uom'], pointer + '/quantity/unit')
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
        if not serials:
            value = number_at(each, 'quantity', place + '/quantity/value')
            part = converted(value, given, unit, place + '/quantity')
        if product.tracking == 'serial' and unit.compare(part, 1):
            refuse(
                'serial-count-mismatch', place + '/quantity/value', f'serial {number} is one piece, not {shown(part)}'
            )
        parts.append((number, part, expires))
        total += part
    if serials and unit.compare(total, amount):
        refuse(
            'serial-count-mismatch',
            pointer + where,
            f'{shown(total)} different serials for {shown(amount)} {unit.name}',
        )
    # Each lot rounds for itself; more than that is a mistake.
    if lots and abs(total - amount) > 0.005 * len(lots) + 1e-6:
        malformed(pointer + where, f'the lots add up to {shown(total)} {unit.name}, the quantity says {shown(amount)}')
    return parts or [(False, amount, False)]


def share_out(part, product, moves, left):
    """[(move, amount)] of one part: each move gets what it waits for, the last one what is too much. `left` is what
    they still wait for, and goes down."""
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
    """{move: what it waits for, in the product's unit}"""
    wanted = {}
    for move in moves:
        wanted[move] = move.product_uom._compute_quantity(move.product_uom_qty, move.product_id.uom_id, round=False)
    return wanted


def arrival_line(move, amount):
    """Values of a line of goods to come or received. In the product's unit: five pieces of a move in dozens stay five.
    Without picking_id the line would not belong to the transfer, and Odoo stumbles over that on subcontracted goods."""
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


# Lines of shipments that are still on their way while other goods of the order come in.


def announced_lines(moves):
    """{line: quantity} of what suppliers announced of these moves."""
    quantities = {}
    for line in moves.move_line_ids:
        if line.x_plant_gateway_shipment:
            quantities[line] = line.quantity
    return quantities


def expect_as_announced(quantities):
    """A move that goes over to a backorder is filled up by Odoo to its whole demand: of 5 ordered and 3 announced of a
    lot it makes 5 of that lot."""
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
