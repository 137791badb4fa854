# What of a component can come back from an order: what is only recorded as consumed, and what completed parts consumed.


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
    """{lot: amount in the item's own unit} of what was issued."""
    lots = {}
    for move in moves:
        if recorded(move):
            for line in move.move_line_ids:
                if line.quantity:
                    lots[line.lot_id] = lots.get(line.lot_id, 0) + line.quantity_product_uom
    return lots


def record_lots(moves, kept):
    """All of it on the first of the moves."""
    total = 0
    lots = {}
    for lot in kept:
        total += kept[lot]
        if lot and kept[lot]:
            lots[lot] = kept[lot]
    consume(moves, moves.product_id.uom_id.round(total), lots)


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


def move_back(move, lot, amount, posting):
    """As Odoo's own unbuilding does it: named as the return of its move, it comes in at the value it went out with.
    Lowering the done move itself would change what was true at the time of the completion."""
    product = move.product_id
    places = {
        'product_id': product.id,
        'company_id': move.company_id.id,
        'location_id': move.location_dest_id.id,
        'location_dest_id': move.location_id.id,
    }
    back = move.browse().create(
        dict(
            places,
            product_uom=product.uom_id.id,
            product_uom_qty=amount,
            picked=True,
            procure_method='make_to_stock',
            warehouse_id=move.raw_material_production_id.picking_type_id.warehouse_id.id,
            origin=move.raw_material_production_id.name,
            origin_returned_move_id=move.id,
            move_line_ids=[
                Command.create(
                    dict(places, product_uom_id=product.uom_id.id, quantity=amount, lot_id=lot.id, picked=True)
                )
            ],
        )
    )
    in_period(back, posting)._action_done()
    # Odoo names the moves of pickings, scraps and orders only.
    back.write({'reference': move.raw_material_production_id.name})
    date_moves(posting, back)
