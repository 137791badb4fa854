# stock.counted: what lay in one place. Booked as a person books a count in Odoo, so the next one of a cycle is
# planned from it; the document is the inventory move, which stays when Odoo sweeps or merges quants.
#
# A count says what lay there at its own time. What moved since then is carried forward: 12 counted at ten, 3 taken at
# eleven and booked before the count arrives make 9, not 12. A later count of the same place knows better: then nothing
# changes. What happened before the count must arrive before it: the ordering key of the item sees to that.
#
# What was issued to an order and not yet consumed is off the shelf, and still in Odoo's stock until the order is
# completed: it is added to what was counted, or it would leave the stock twice. _issue_times.py knows when.

COUNT_KEYS = ('item', 'location', 'quantity', 'lot', 'reason', 'counted_by')


def count_stock(posting):
    payload = only_keys(posting['payload'], COUNT_KEYS, '/data')
    warehouse = posting['warehouse']
    product = stocked_item(warehouse, payload)
    location = location_of(warehouse, text_at(payload, 'location', '/data/location'), '/data/location')
    refuse_hold_place(posting, location, '/data/location')
    sent = sent_at(payload, 'quantity', product, '/data/quantity', zero_allowed=True)
    check_rounding(posting, sent)
    counted = sent['amount']
    lot = lot_of(product, payload, counted)
    lock_place(product, location)
    lying, rest = lying_loose(product, location, lot)
    if rest:
        refuse_packaged(product, location, lot, '/data/location')
    refuse_elsewhere(product, location, lot, counted)
    name = count_name(payload, product, counted)
    target = lying
    if counted_later(product, location, lot, posting['moment']):
        name += ', counted again later'
    else:
        since = moved_since(product, location, lot, posting['moment'])
        target = product.uom_id.round(counted + since + issued_until(product, location, lot, posting['moment']))
        refuse_overtaken(product, location, counted, target, posting)
    refuse_found(posting, product, lot, lying, target)
    return apply_count(posting, product, location, lot, target, name)


def refuse_found(posting, product, lot, lying, target):
    """What is held, or was never released, is not found in the stock by counting it."""
    rules = posting['hold_rules']
    if not rules or product.uom_id.compare(target, lying) <= 0:
        return
    if needs_release(product, rules) and not lot:
        return
    if must_be_held(product, lot, rules) or product.uom_id.compare(in_hold(product, lot, rules), 0) > 0:
        refuse('lot-held', '/data/lot', f'lot {lot.name} of {called(product)} is held until quality releases it')


def lock_place(product, location):
    """A count depends on what it finds. Every count writes on its location (measured: the write date, also when the
    day of the last count stays), so two of them meet there, even where there are no quants yet. Everybody else meets
    at the quants. Whoever comes second fails with a serialization error, is retried by Odoo, and sees what the first
    did; asked for at the start, it costs the second nothing but the wait."""
    env.cr.execute('SELECT id FROM stock_location WHERE id = %s FOR NO KEY UPDATE', [location.id])
    env.cr.execute(
        'SELECT id FROM stock_quant WHERE product_id = %s AND location_id = %s ORDER BY id FOR NO KEY UPDATE',
        [product.id, location.id],
    )


def refuse_elsewhere(product, location, lot, counted):
    """Odoo would let one serial lie in two places."""
    if product.tracking != 'serial' or not counted:
        return
    other = product.env['stock.quant'].search(
        [
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('quantity', '>', 0),
            ('location_id.usage', '=', 'internal'),
            ('location_id', '!=', location.id),
        ],
        limit=1,
    )
    if other:
        refuse(
            'serial-elsewhere',
            '/data/location',
            f'serial {lot.name} lies at {other.location_id.complete_name} in Odoo: move it there to '
            f'{location.complete_name}, then retry',
        )


def lines_since(product, lot, moment):
    return [('state', '=', 'done'), ('product_id', '=', product.id), ('lot_id', '=', lot.id), ('date', '>', moment)]


def counted_later(product, location, lot, moment):
    return product.env['stock.move.line'].search_count(
        lines_since(product, lot, moment)
        + [('is_inventory', '=', True), '|', ('location_id', '=', location.id), ('location_dest_id', '=', location.id)],
        limit=1,
    )


def moved_since(product, location, lot, moment):
    """Loose goods that came to this place, less those that left it, after the moment."""
    Line = product.env['stock.move.line']
    since = lines_since(product, lot, moment) + [('owner_id', '=', False)]
    [[came]] = Line._read_group(
        since + [('location_dest_id', '=', location.id), ('result_package_id', '=', False)],
        [],
        ['quantity_product_uom:sum'],
    )
    [[left]] = Line._read_group(
        since + [('location_id', '=', location.id), ('package_id', '=', False)], [], ['quantity_product_uom:sum']
    )
    return (came or 0) - (left or 0)


def refuse_overtaken(product, location, counted, target, posting):
    if posting['refuse_negative'] and product.uom_id.compare(target, 0) < 0:
        unit = product.uom_id.name
        refuse(
            'count-contradicted',
            '/data/quantity/value',
            f'{shown(counted)} {unit} of {called(product)} counted at {location.complete_name}, but '
            f'{shown(counted - target)} {unit} more left it since than came: '
            f'the stock would be {shown(target)} {unit}. Book what is missing, or count again',
        )


def count_name(payload, product, counted):
    """What people read in the history of the stock."""
    name = f'Counted {shown(counted)} {product.uom_id.name}'
    person = optional_text_at(payload, 'counted_by', '/data/countedBy')
    reason = optional_text_at(payload, 'reason', '/data/reason', 200)
    if person:
        name += f' by {person}'
    if reason:
        name += f': {reason}'
    return name


def apply_count(posting, product, location, lot, target, name):
    """Applying a count twice sets the stock to zero in Odoo (measured: counted 8, ended 0); the idempotency
    record keeps us from it. Applied with its difference even when that is none, so that there is always a move: it
    proves this count, and by it an older count that is booked afterwards is recognized."""
    Quant = product.env['stock.quant'].with_context(inventory_mode=True, inventory_name=name)
    # Odoo would write the whole quantity on the first of twins, beside what the others hold.
    twins = Quant.search([('product_id', '=', product.id), ('location_id', '=', location.id), ('lot_id', '=', lot.id)])
    if len(twins) > 1:
        twins._merge_quants()
    before = newest_count(product)
    quant = Quant.create(
        {'product_id': product.id, 'location_id': location.id, 'lot_id': lot.id, 'inventory_quantity': target}
    )
    # Somebody may have entered a count of the same quantity and not applied it: Odoo then keeps its old difference.
    quant.write({'inventory_diff_quantity': target - quant.quantity})
    in_period(quant, posting).action_apply_inventory()
    move = newest_count(product)
    if move == before or product.uom_id.compare(lying_loose(product, location, lot)[0], target):
        refuse_dialog(f'counting {called(product)}')
    move.write({'origin': posting['event']})
    date_moves(posting, move)
    return move


def newest_count(product):
    return product.env['stock.move'].search(
        [('product_id', '=', product.id), ('is_inventory', '=', True)], order='id desc', limit=1
    )


PROCEDURES['stock.counted'] = count_stock
