# material.returned: a component was given back. What was only recorded as consumed, on the open part of the order, is
# recorded no more; what a completed part consumed comes back into stock by a move of its own.

RETURN_KEYS = ('order', 'item', 'quantity', 'lots')


def return_material(posting):
    back = return_of(posting)
    give_back([back])
    return back['document']


def fold_returns(postings):
    """One write for each component. A move back into stock has the time of its own event."""
    backs = []
    alike = {}
    for posting in postings:
        back = return_of(posting)
        backs.append(back)
        alike.setdefault(back['product'], []).append(back)
    for product in alike:
        chain = alike[product]
        if is_recorded(chain):
            give_back(chain)
        else:
            for back in chain:
                give_back([back])
    documents = []
    for back in backs:
        documents.append(back['document'])
    return documents


def return_of(posting):
    payload = only_keys(posting['payload'], RETURN_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    family = family_of(warehouse, name)
    document = family.browse()
    for order in family:
        if order.state == 'done' and document.state not in OPEN or order.state in OPEN:
            document = order
    if not document:
        open_order(family, name)
    product = item_of(warehouse, text_at(payload, 'item', '/data/item'), '/data/item', family.move_raw_ids.product_id)
    unit = product.uom_id
    amount = amount_at(payload, 'quantity', unit, '/data/quantity')
    lots = lots_of_consumption(payload, product, unit, amount, '/data')
    if not lots:
        lots = {only_lot(family, product, name): amount}
    return {'posting': posting, 'family': family, 'document': document, 'product': product, 'lots': lots}


def only_lot(family, product, name):
    """What was not said: the lot, when only one can be meant."""
    none = product.env['stock.lot']
    if product.tracking == 'none':
        return none
    known = set()
    sources = [recorded_by_lot(open_moves(family, product))]
    for move in done_moves(family, product):
        sources.append(left_of(move))
    for source in sources:
        for lot in source:
            if product.uom_id.compare(source[lot], 0) > 0:
                known.add(lot)
    if len(known) > 1:
        refuse('lot-required', '/data',
               f'order {name} has several lots of {product.default_code}: name those given back')
    for lot in known:
        return lot
    return none


def give_back(backs):
    """From what is recorded first, then from what the latest part consumed."""
    family, product = backs[0]['family'], backs[0]['product']
    wanted = sum_of_lots(backs)
    moves = open_moves(family, product)
    kept = recorded_by_lot(moves)
    rest = {}
    for lot in wanted:
        taken = min(wanted[lot], kept.get(lot, 0))
        if taken:
            kept[lot] = product.uom_id.round(kept[lot] - taken)
        rest[lot] = product.uom_id.round(wanted[lot] - taken)
    if kept != recorded_by_lot(moves):
        record_lots(moves, kept)
    for move in done_moves(family, product):
        left = left_of(move)
        for lot in rest:
            amount = min(rest[lot], left.get(lot, 0))
            if product.uom_id.compare(amount, 0) > 0:
                move_back(move, lot, amount, backs[0]['posting']['moment'])
                rest[lot] = product.uom_id.round(rest[lot] - amount)
    for lot in rest:
        if product.uom_id.compare(rest[lot], 0) > 0:
            refuse_nothing(backs[0], lot, wanted[lot], wanted[lot] - rest[lot])


def refuse_nothing(back, lot, wanted, there):
    product, unit = back['product'], back['product'].uom_id.name
    name = f'{product.default_code} lot {lot.name}' if lot else product.default_code
    family = back['family'].production_group_id.name
    refuse('nothing-to-return', '/data/quantity',
           f'{shown(wanted)} {unit} of {name} given back, but order {family} has consumed only {shown(there)}')


def sum_of_lots(backs):
    total = {}
    for back in backs:
        for lot in back['lots']:
            total[lot] = total.get(lot, 0) + back['lots'][lot]
    return total


def is_recorded(backs):
    kept = recorded_by_lot(open_moves(backs[0]['family'], backs[0]['product']))
    wanted = sum_of_lots(backs)
    for lot in wanted:
        if backs[0]['product'].uom_id.compare(wanted[lot], kept.get(lot, 0)) > 0:
            return False
    return True


def open_moves(family, product):
    moves = family.move_raw_ids.browse()
    for order in family:
        if order.state in OPEN:
            moves |= component_moves(order, product)
    return moves


def done_moves(family, product):
    """The latest first."""
    moves = []
    for order in family.sorted('backorder_sequence', reverse=True):
        for move in order.move_raw_ids:
            if move.product_id == product and move.state == 'done':
                moves.append(move)
    return moves


def recorded_by_lot(moves):
    """{lot: amount in the item's own unit} of what was issued; all of it is on the first move."""
    lots = {}
    move = moves[:1]
    if move and recorded(move):
        for line in move.move_line_ids:
            lots[line.lot_id] = lots.get(line.lot_id, 0) + line.quantity_product_uom
    return lots


def record_lots(moves, kept):
    move, unit = moves[:1], moves.product_id.uom_id
    total = 0
    lots = {}
    for lot in kept:
        amount = unit._compute_quantity(kept[lot], move.product_uom, rounding_method='HALF-UP')
        total += amount
        if lot and amount:
            lots[lot] = amount
    consume(moves, move.product_uom.round(total), lots)


def left_of(move):
    """{lot: amount} that a done move consumed and that did not come back since, by us or by unbuilding the order."""
    lots = {}
    for line in move.move_line_ids:
        lots[line.lot_id] = lots.get(line.lot_id, 0) + line.quantity_product_uom
    for back in move.returned_move_ids:
        if back.state == 'done':
            for line in back.move_line_ids:
                lots[line.lot_id] = lots.get(line.lot_id, 0) - line.quantity_product_uom
    return lots


def move_back(move, lot, amount, moment):
    """As Odoo's own unbuilding does it: named as the return of its move, it comes in at the value it went out with.
    Lowering the done move itself would change what was true at the time of the completion."""
    product = move.product_id
    places = {
        'product_id': product.id, 'company_id': move.company_id.id,
        'location_id': move.location_dest_id.id, 'location_dest_id': move.location_id.id,
    }
    back = move.browse().create(dict(
        places, product_uom=product.uom_id.id, product_uom_qty=amount, picked=True, procure_method='make_to_stock',
        warehouse_id=move.raw_material_production_id.picking_type_id.warehouse_id.id,
        origin=move.raw_material_production_id.name, origin_returned_move_id=move.id,
        move_line_ids=[Command.create(dict(
            places, product_uom_id=product.uom_id.id, quantity=amount, lot_id=lot.id, picked=True))],
    ))
    back._action_done()
    # Odoo names the moves of pickings, scraps and orders only.
    back.write({'date': moment, 'reference': move.raw_material_production_id.name})
    back.move_line_ids.write({'date': moment})


PROCEDURES['material.returned'] = return_material
FOLDED['material.returned'] = fold_returns
