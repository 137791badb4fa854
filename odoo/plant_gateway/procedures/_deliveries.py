# Deliveries to customers. The plant knows a delivery by the name it was first given; what is left after a partial
# shipment is a new record with a new name.


def delivery_family(warehouse, name):
    """The delivery of this name and all its backorders. Locked, so that a person pressing buttons waits for us, or we
    for them."""
    Picking = warehouse.env['stock.picking']
    family = Picking.search(
        [
            ('name', '=', name),
            ('picking_type_id.code', '=', 'outgoing'),
            ('location_dest_id.usage', '=', 'customer'),
            ('picking_type_id.warehouse_id', '=', warehouse.id),
        ],
        limit=1,
    )
    if not family:
        refuse('unknown-delivery', '/data/delivery', f'no delivery {name} to a customer in warehouse {warehouse.code}')
    rest = family
    while rest:
        rest = Picking.search([('backorder_id', 'in', rest.ids)]) - family
        family |= rest
    # Fails with a serialization error, which Odoo retries, when somebody changed one since we began.
    env.cr.execute('SELECT id FROM stock_picking WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [family._ids])
    return family.sorted('id')


def open_delivery(family, name):
    """The part that is still to be shipped. A done one must never be written: that moves stock."""
    states = set()
    for picking in family:
        if picking.state == 'draft':
            refuse('delivery-not-ready', '/data/delivery', f'delivery {picking.name} is still a draft')
        if picking.state == 'waiting':
            before = []
            for earlier in picking.move_ids.move_orig_ids.picking_id:
                if earlier.state not in ('done', 'cancel'):
                    before.append(earlier.name)
            refuse(
                'delivery-not-ready',
                '/data/delivery',
                f'delivery {picking.name} waits for {", ".join(before) or "another operation"}',
            )
        if picking.state not in ('done', 'cancel'):
            return picking
        states.add(picking.state)
    if 'done' in states:
        refuse('nothing-to-deliver', '/data/delivery', f'delivery {name} is done, and no rest of it is open')
    refuse('delivery-cancelled', '/data/delivery', f'delivery {name} is cancelled')


def check_sales_order(picking, wanted):
    if 'sale_id' not in picking._fields:
        refuse('app-not-installed', '/data/salesOrder', "Odoo's Sales app is not installed")
    order = picking.sale_id
    if wanted not in (order.name, order.client_order_ref):
        refuse(
            'delivery-of-other-order',
            '/data/salesOrder',
            f'delivery {picking.name} belongs to sales order {order.name or "none"}, not to {wanted}',
        )


def moves_to_deliver(picking):
    moves = picking.move_ids.browse()
    for move in picking.move_ids:
        if move.state not in ('done', 'cancel'):
            moves |= move
    return moves


def ship(moves, amount, lots, pointer):
    """What is shipped of one item, in the item's own unit: sets its moves, which may be several. More than was ordered
    is put on the last of them."""
    product = moves.product_id
    if product.tracking != 'none' and not lots:
        ship_reserved(moves, amount, pointer)
        return
    last = moves[-1:]
    left = dict(lots)
    taking = moves.browse()
    for move in moves:
        part = amount if move == last else min(move.product_qty, amount)
        amount = product.uom_id.round(amount - part)
        if not part:
            move.write({'picked': False})
            continue
        taking |= move
        if lots:
            lines = []
            for line in move.move_line_ids:
                lines.append(Command.delete(line.id))
            for lot in left:
                taken = product.uom_id.round(min(left[lot], part))
                if taken > 0:
                    lines += lot_lines(move, lot, in_move_unit(move, taken))
                    left[lot] -= taken
                    part -= taken
            move.write({'move_line_ids': lines, 'picked': True})
        else:
            move.write({'quantity': in_move_unit(move, part), 'picked': True})
    place_untracked(taking)


def in_move_unit(move, amount):
    return move.product_id.uom_id._compute_quantity(amount, move.product_uom, rounding_method='HALF-UP')


def ship_reserved(moves, amount, pointer):
    """Without lots in the event, all reserved lots must have left: which lot left is never guessed."""
    product = moves.product_id
    reserved = 0
    for line in moves.move_line_ids:
        reserved += line.quantity_product_uom if line.lot_id else 0
    if product.uom_id.compare(reserved, amount):
        refuse(
            'lot-required',
            pointer,
            f'{shown(amount)} {product.uom_id.name} of {product.default_code} left, {shown(reserved)} are reserved '
            'by lot: name the lots',
        )
    for move in moves:
        move.write({'picked': bool(move.quantity)})
