# material.consumed: a component was issued to the order. Odoo posts it when the order is completed; until then it is
# recorded on the component's move, where the completion leaves it as it is.

CONSUME_KEYS = ('order', 'item', 'quantity', 'lots')


def consume_material(posting):
    payload = only_keys(posting['payload'], CONSUME_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    order = open_order(family_of(warehouse, name), name)
    code = text_at(payload, 'item', '/data/item')
    product = item_of(warehouse, code, '/data/item', order.move_raw_ids.product_id)
    moves = component_moves(order, product) or add_component(order, product, '/data/item')
    move = moves[:1]
    unit = move.product_uom
    amount = amount_at(payload, 'quantity', unit, '/data/quantity')
    lots = lots_of_consumption(payload, product, unit, amount, '/data')
    before = recorded(move)
    if lots and before:
        lots = with_lots_before(move, lots)
    consume(moves, unit.round(before + amount), lots)
    check_lines(moves, posting)
    refuse_missing(move, posting)
    return order


def with_lots_before(move, lots):
    """What was recorded before, by lot, plus what comes now."""
    total = dict(lots)
    for line in move.move_line_ids:
        if line.lot_id and line.quantity:
            total[line.lot_id] = total.get(line.lot_id, 0) + line.product_uom_id._compute_quantity(
                line.quantity, move.product_uom, rounding_method='HALF-UP')
    return total


def refuse_missing(move, posting):
    """Nothing leaves the stock yet, so this only looks whether it is there; the completion looks again."""
    if not posting['refuse_negative'] or not move.product_id.is_storable:
        return
    product = move.product_id
    needed = {}
    for line in move.move_line_ids:
        needed[line.lot_id] = needed.get(line.lot_id, 0) + line.quantity_product_uom
    there = {}
    for lot, quantity in move.env['stock.quant']._read_group(
            [('product_id', '=', product.id), ('location_id', 'child_of', move.location_id.id)],
            ['lot_id'], ['quantity:sum']):
        there[lot] = quantity
    for lot in needed:
        if product.uom_id.compare(there.get(lot, 0), needed[lot]) < 0:
            refuse_short(product, move.location_id, lot, needed[lot], there.get(lot, 0))


PROCEDURES['material.consumed'] = consume_material
