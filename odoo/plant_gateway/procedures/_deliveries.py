# Deliveries to customers. The plant knows a delivery by the name it was first given; what is left after a partial
# shipment is a new record with a new name.


def delivery_family(warehouse, name):
    """The delivery of this name and all its backorders. Where goods are picked or packed before they leave, the plant
    may name any of these transfers."""
    Picking = warehouse.env['stock.picking']
    named = [('name', '=', name), ('picking_type_id.warehouse_id', '=', warehouse.id)]
    family = towards_customer(Picking.search(named, limit=1))
    if not family:
        refuse('unknown-delivery', '/data/delivery', f'no delivery {name} to a customer in warehouse {warehouse.code}')
    return with_backorders(family).sorted('id')


def with_backorders(pickings):
    rest = pickings
    while rest:
        rest = rest.search([('backorder_id', 'in', rest.ids)]) - pickings
        pickings |= rest
    return pickings


def towards_customer(pickings):
    """Those that are a step of the goods on their way to a customer. What comes back goes another way."""
    found = pickings.browse()
    for picking in pickings:
        kind = picking.picking_type_id
        warehouse = kind.warehouse_id
        if picking.return_id:
            continue
        if kind.code == 'outgoing':
            if picking.location_dest_id.usage == 'customer':
                found |= picking
        elif kind.code == 'internal' and (
            kind in (warehouse.pick_type_id, warehouse.pack_type_id)
            or 'customer' in picking.move_ids.location_final_id.mapped('usage')
        ):
            found |= picking
    return found


def chain_of(family):
    """The family, the steps before it and the steps after it, with all their backorders."""
    before = after = family
    while before:
        before = towards_customer(before.move_ids.move_orig_ids.picking_id)
        found = with_backorders(before) - family
        before = found.browse()
        for picking in found:
            if picking.location_dest_id.usage != 'customer':
                before |= picking
        family |= before
    while after:
        after = with_backorders(towards_customer(after.move_ids.move_dest_ids.picking_id)) - family
        family |= after
    return family


def lock_pickings(pickings):
    """A person pressing buttons waits for us, or we for them. Fails with a serialization error, which Odoo retries,
    when somebody changed one since we began."""
    env.cr.execute('SELECT id FROM stock_picking WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [pickings._ids])


def refuse_closed(chain, family, name):
    """Refuses a delivery of which nothing can be shipped. A done one must never be written: that moves stock."""
    states = set()
    for picking in family:
        if picking.state == 'draft':
            refuse(
                'delivery-not-ready',
                '/data/delivery',
                f'delivery {picking.name} is still a draft: mark it as to do in Odoo, then retry',
            )
        states.add(picking.state)
    for picking in chain:
        if picking.state == 'waiting':
            before = []
            for earlier in picking.move_ids.move_orig_ids.picking_id - chain:
                if earlier.state not in ('done', 'cancel'):
                    before.append(earlier.name)
            if before or not picking.move_ids.move_orig_ids:
                refuse(
                    'delivery-not-ready',
                    '/data/delivery',
                    f'delivery {picking.name} waits for {", ".join(before) or "another operation"}: '
                    'complete that, then retry',
                )
    if moves_to_deliver(chain):
        return
    if 'done' in states:
        refuse('nothing-to-deliver', '/data/delivery', f'delivery {name} is done, and no rest of it is open')
    refuse('delivery-cancelled', '/data/delivery', f'delivery {name} is cancelled')


def parts_to_deliver(chain, family):
    """Where there are no other steps, the first part that is open: people may have split the rest."""
    if chain != family:
        return chain
    for picking in family:
        if moves_to_deliver(picking):
            return picking
    return chain


def parts_of_kit(moves, kit, amount):
    """{part: amount} of a kit that these moves deliver; empty when they deliver none."""
    found = {}
    if not kit.is_kits:
        return found
    for line, exact in exploded(kit_bom(kit, moves.company_id[:1]), kit, amount):
        if line not in moves.bom_line_id:
            return {}
        found[line.product_id] = found.get(line.product_id, 0) + exact
    for part in found:
        found[part] = part.uom_id.round(found[part])
    return found


def shipped_serials(product, entry, amount, pointer):
    if 'lots' in entry:
        malformed(pointer + '/serials', 'lots and serials are not given together')
    if product.tracking != 'serial':
        refuse('item-not-tracked', pointer + '/serials', f'{called(product)} is not tracked by serials in Odoo')
    lots = {}
    numbers = list_at(entry, 'serials', pointer + '/serials')
    for number in numbers:
        if not isinstance(number, str):
            malformed(pointer + '/serials', 'a serial must be a text')
        lots[used_lot(product, number, pointer + '/serials')] = 1
    if len(lots) != len(numbers) or product.uom_id.compare(amount, len(lots)):
        refuse(
            'serial-count-mismatch',
            pointer + '/serials',
            f'{len(lots)} different serials for {shown(amount)} {product.uom_id.name}',
        )
    return lots


def check_sales_order(chain, name, wanted):
    if 'sale_id' not in chain._fields:
        refuse('app-not-installed', '/data/salesOrder', "Odoo's Sales app is not installed")
    order = chain.sale_id[:1]
    if wanted not in (order.name, order.client_order_ref):
        refuse(
            'delivery-of-other-order',
            '/data/salesOrder',
            f'delivery {name} belongs to sales order {order.name or "none"}, not to {wanted}',
        )


def moves_to_deliver(pickings):
    moves = pickings.move_ids.browse()
    for move in pickings.move_ids:
        if move.state not in ('done', 'cancel'):
            moves |= move
    return moves


def ship(moves, amount, lots, pointer, posting):
    """What is shipped of one item, in the item's own unit: sets its moves, which may be several. More than was ordered
    is put on the last of them."""
    product = moves.product_id
    if product.tracking != 'none' and not lots:
        ship_reserved(moves, amount, pointer, posting)
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
                    lines += lot_lines(move, lot, taken)
                    left[lot] -= taken
                    part -= taken
            move.write({'move_line_ids': lines, 'picked': True})
        elif move.product_uom == product.uom_id:
            move.write({'quantity': part, 'picked': True})
        else:
            lines = []
            for line in move.move_line_ids:
                lines.append(Command.delete(line.id))
            move.write({'move_line_ids': lines + lot_lines(move, product.env['stock.lot'], part), 'picked': True})
    place_untracked(taking)


def ship_reserved(moves, amount, pointer, posting):
    """Without lots in the event, all reserved lots must have left: which lot left is never guessed."""
    product = moves.product_id
    reserved = 0
    for line in moves.move_line_ids:
        reserved += line.quantity_product_uom if line.lot_id else 0
    if product.uom_id.compare(reserved, amount):
        note_due_of(posting, product)
        refuse(
            'lot-required',
            pointer,
            f'{shown(amount)} {product.uom_id.name} of {called(product)} left, {shown(reserved)} are reserved '
            'by lot: name the lots',
        )
    for move in moves:
        move.write({'picked': bool(move.quantity)})
