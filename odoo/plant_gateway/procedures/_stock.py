# Checks of the stock: no lot had expired, and the quantities were there.

# A parallel call may hold the quant we need; Odoo then makes another quant beside it, and neither call sees the
# other's. When what is left is less than this many times what we took, we read it again under lock.
TIGHT = 10


def check_lines(moves, posting):
    """Before anything is booked: every tracked component has its lot, and no lot had expired when it was used. Odoo
    compares with the present; a lot that was good when the plant used it is good, however late we book it."""
    for move in moves:
        if move.product_id.tracking == 'none' or not move.picked:
            continue
        for line in move.move_line_ids:
            if not line.quantity:
                continue
            if not line.lot_id:
                refuse_without_lot(move, posting)
            check_expiry(line.lot_id, posting)


def check_expiry(lot, posting):
    """Refuses or warns, by the plant's policy."""
    expires = 'expiration_date' in lot._fields and lot.expiration_date
    if not expires:
        return
    rules = posting['expiry']
    name = f'lot {lot.name} of {called(lot.product_id)}'
    days = rules['days']
    if expires <= posting['moment']:
        message = f'{name} expired at {expires} UTC'
        if rules['expired'] == 'refuse':
            refuse('lot-expired', '/data', message)
        warn(posting, message)
    elif days and expires <= posting['moment'] + datetime.timedelta(days=days):
        message = f'{name} expires at {expires} UTC, less than {shown(days)} days after it was used'
        if rules['soon'] == 'refuse':
            refuse('lot-expires-soon', '/data', message)
        warn(posting, message)


def warn(posting, message):
    if message not in posting['warnings']:
        posting['warnings'].append(message)


def refuse_undone(what):
    """After a button that left a document open. What it did is rolled back with the event."""
    refuse('confirmation-needed', '/data', f'{what}: nothing was booked. Remove the cause in Odoo, then retry')


def refuse_dialog(what):
    """A wizard is an ordinary answer of a button, and nothing is done."""
    refuse_undone(f'Odoo opened a dialog instead of {what}')


def refuse_without_lot(move, posting):
    product = move.product_id
    needed = move.product_uom._compute_quantity(move.quantity, product.uom_id)
    there = on_hand(product, move.location_id)
    if posting['refuse_negative'] and product.uom_id.compare(there, needed) < 0:
        refuse_short(product, move.location_id, product.env['stock.lot'], needed, there)
    note_due_of(posting, product)
    refuse('lot-required', '/data', f'{called(product)} is tracked; Odoo holds no free lot, so name those used')


def on_hand(product, location, where='child_of'):
    [[total]] = product.env['stock.quant']._read_group(
        [('product_id', '=', product.id), ('location_id', where, location.id)], [], ['quantity:sum']
    )
    return total or 0


def refuse_short(product, location, lot, needed, there):
    name = f'{called(product)} lot {lot.name}' if lot else called(product)
    unit = product.uom_id.name
    refuse(
        'insufficient-stock',
        '/data',
        f'{shown(needed)} {unit} of {name} needed from {location.complete_name}, {shown(max(there, 0))} on hand',
    )


def refuse_negative(lines, posting):
    """After booking: what these done lines took must have been there. Sums over quants, because a parallel call makes
    Odoo split a quant in two; the lock then waits for that call, and fails with a serialization error if it took
    from the same stock. Odoo retries us, and we see what is really left. Held goods were not there to be taken,
    whatever the plant allows."""
    if not posting['refuse_negative'] and not posting['hold_rules']:
        return
    taken = {}
    for line in lines:
        if line.product_id.is_storable and line.location_id.usage == 'internal':
            key = (line.product_id, line.location_id, line.lot_id)
            taken[key] = taken.get(key, 0) + line.quantity_product_uom
    if not taken:
        return
    Quant = lines.env['stock.quant']
    domain = [('product_id', 'in', lines.product_id.ids), ('location_id', 'in', lines.location_id.ids)]
    tight = []
    for product, location, lot, left in Quant._read_group(
        domain, ['product_id', 'location_id', 'lot_id'], ['quantity:sum']
    ):
        amount = taken.get((product, location, lot))
        if not amount:
            continue
        if product.uom_id.compare(left, 0) < 0:
            refuse_held_stock(product, lot, posting, -left)
        # An item that needs a release has no more stock than was released.
        if (posting['refuse_negative'] or needs_release(product, posting['hold_rules'])) and product.uom_id.compare(
            left, 0
        ) < 0:
            refuse_short(product, location, lot, amount, left + amount)
        if left < TIGHT * amount:
            tight.append((product.id, location.id))
    if tight:
        env.cr.execute(
            'SELECT id FROM stock_quant WHERE (product_id, location_id) IN %s ORDER BY id FOR NO KEY UPDATE',
            [tuple(tight)],
        )


def refuse_held_stock(product, lot, posting, missing):
    """What is missing of the lot is held; what a verdict has released of it meanwhile is noted."""
    rules = posting['hold_rules']
    if rules and lot and (held_among(lot) or product.uom_id.compare(in_hold(product, lot, rules), 0) > 0):
        note_due(posting, lot, missing)
        refuse('lot-held', '/data', f'lot {lot.name} of {called(product)} is held by quality')


def add_lines(amounts, lines, sign):
    """Adds what the lines take to {(product, lot): amount in the product's unit}."""
    for line in lines:
        key = (line.product_id, line.lot_id)
        amounts[key] = amounts.get(key, 0) + sign * line.quantity_product_uom


def refuse_missing(move, posting):
    """Before the booking: refuses what is not in stock. Nothing leaves the stock yet; the completion checks again."""
    if not posting['refuse_negative'] or not move.product_id.is_storable:
        return
    product = move.product_id
    needed = {}
    for line in move.move_line_ids:
        needed[line.lot_id] = needed.get(line.lot_id, 0) + line.quantity_product_uom
    there = {}
    rework = rework_place(move)
    for lot, quantity in move.env['stock.quant']._read_group(
        [('product_id', '=', product.id), ('location_id', 'child_of', move.location_id.ids + rework.ids)],
        ['lot_id'],
        ['quantity:sum'],
    ):
        there[lot] = quantity
    for lot in needed:
        if product.uom_id.compare(there.get(lot, 0), needed[lot]) < 0:
            refuse_held_stock(product, lot, posting, needed[lot] - there.get(lot, 0))
            refuse_short(product, move.location_id, lot, needed[lot], there.get(lot, 0))
