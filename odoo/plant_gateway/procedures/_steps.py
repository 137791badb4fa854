# Warehouses of two and three steps. Components are transferred to the line before production, finished goods to the
# stock after it. A report says that they were used and made, so what Odoo does not know as transferred by then is
# transferred with the report. Otherwise the transfers stay open, and somebody moves the same goods again.


def pick_components(order, posting):
    """Completes the transfers before production for what the report needs at the line and what does not lie there."""
    if is_one_step(order):
        return
    brought = {}
    for move in order.move_raw_ids:
        before = transfers_to_line(order, move)
        if before and move.state not in ('done', 'cancel') and move.product_id.is_storable:
            brought.setdefault(move.product_id, []).append((move, before[:1]))
    parts = {}
    for product in brought:
        for before, lot, short in short_at_line(product, brought[product]):
            taken = parts.setdefault(before, {})
            taken[lot] = taken.get(lot, 0) + short
    complete_transfers(parts, posting)


def short_at_line(product, components):
    """[(transfer's move, lot, amount)] that components of a product, [(move, transfer's move)], need beyond what is
    there.
    Two lines of a bill of materials may share a transfer, and share what lies there."""
    moves = components[0][0].browse()
    for move, _before in components:
        moves |= move
    lying = {}
    short = []
    for move, before in components:
        wanted = wanted_at_line(move)
        for lot in wanted:
            if lot not in lying:
                lying[lot] = lying_for(moves, lot)
            missing = product.uom_id.round(wanted[lot] - lying[lot])
            lying[lot] = max(lying[lot] - wanted[lot], 0)
            if missing > 0:
                short.append((before, lot, missing))
    return short


def is_one_step(order):
    return order.picking_type_id.warehouse_id.manufacture_steps == 'mrp_one_step'


def transfers_to_line(order, move):
    """The open transfers that bring this component to the line."""
    found = open_transfers(move.move_orig_ids)
    if found:
        return found
    # Scrap that takes what was brought cuts the chain between the transfer and the component.
    for other in open_transfers(order.production_group_id.production_ids.picking_ids.move_ids):
        if other.product_id == move.product_id and move.location_id._child_of(other.location_dest_id):
            found |= other
    return found


def open_transfers(moves):
    """Those within the warehouse. A receipt from a supplier that an order waits for is not ours to complete."""
    found = moves.browse()
    for move in moves:
        if move.picking_type_id.code == 'internal' and move.picking_id and move.state not in ('done', 'cancel'):
            found |= move
    return found


def consume_tracked(order):
    """While a transfer to the line is open, Odoo leaves tracked components at nothing, also where all that is needed
    was brought (measured: 15 of 40 made from no milk)."""
    if is_one_step(order):
        return
    for move in order.move_raw_ids:
        if (
            move.product_id.tracking != 'none'
            and not move.picked
            and not move._should_bypass_set_qty_producing()
            and transfers_to_line(order, move)
        ):
            move._set_quantity_done(move.should_consume_qty)
            move.write({'picked': True})


def wanted_at_line(move):
    """{lot: amount in the product's unit}; an empty lot stands for any."""
    product = move.product_id
    no_lot = move.env['stock.lot']
    wanted = {}
    if recorded(move):
        for line in move.move_line_ids:
            # What is reworked is taken from where it lies.
            if not line.location_id._child_of(move.location_id):
                continue
            lot = line.lot_id if line.picked else no_lot
            wanted[lot] = wanted.get(lot, 0) + line.quantity_product_uom
        return wanted
    if move.picked and move.manual_consumption:
        return wanted
    return {no_lot: move.product_uom._compute_quantity(move.should_consume_qty, product.uom_id, rounding_method='UP')}


def lying_for(moves, lot):
    """What lies at the line of these moves of one product, and no other order has reserved."""
    domain = [('product_id', '=', moves.product_id.id), ('location_id', 'child_of', moves.location_id.ids)]
    if lot:
        domain.append(('lot_id', '=', lot.id))
    [[there]] = moves.env['stock.quant']._read_group(domain, [], ['quantity:sum'])
    [[others]] = moves.env['stock.move.line']._read_group(
        domain + [('state', 'not in', ('done', 'cancel', 'draft')), ('move_id', 'not in', moves.ids)],
        [],
        ['quantity_product_uom:sum'],
    )
    return max((there or 0) - (others or 0), 0)


def complete_transfers(parts, posting):
    """Completes parts of transfers: {move: {lot: amount in the product's unit}}. The rest becomes a backorder."""
    pickings = posting['warehouse'].env['stock.picking']
    for move in parts:
        pickings |= move.picking_id
    for picking in pickings:
        taking = picking.move_ids.browse()
        for move in picking.move_ids:
            if move.state in ('done', 'cancel'):
                continue
            if move not in parts:
                move.write({'picked': False})
                continue
            taking |= move
            take(move, parts[move])
        place_untracked(taking)
        check_lines(taking, posting)
        in_period(picking, posting).with_context(
            skip_backorder=True, skip_expired=True, skip_sms=True
        ).button_validate()
        if picking.state != 'done':
            refuse_dialog(f'completing {picking.name}')
        refuse_negative(picking.move_line_ids, posting)
        date_transfers(posting, picking)


def take(move, lots):
    product = move.product_id
    amount = 0
    named = False
    for lot in lots:
        amount += lots[lot]
        named = named or bool(lot)
    if not named and move.product_uom == product.uom_id:
        move.write({'quantity': amount, 'picked': True})
        return
    move.move_line_ids.unlink()
    if named or product.tracking == 'none':
        lines = []
        for lot in lots:
            lines += lot_lines(move, lot, lots[lot])
    else:
        lines = free_lot_lines(move, product.uom_id.round(amount))
    move.write({'move_line_ids': lines, 'picked': True})


def free_lot_lines(move, amount):
    """The lots that Odoo would take, to the last decimal: in a larger unit it takes what is a whole number of it."""
    lines = []
    taken = 0
    for quant, part in move.env['stock.quant']._get_reserve_quantity(
        move.product_id, move.location_id, amount, strict=False
    ):
        lines.append(lot_line(move, quant.lot_id, quant.location_id, quant.package_id, part))
        taken += part
    if move.product_id.uom_id.compare(taken, amount) < 0:
        refuse_short(move.product_id, move.location_id, move.env['stock.lot'], amount, taken)
    return lines


def store_finished(order, posting):
    """Completes the transfers after production for what the order made."""
    if is_one_step(order):
        return
    parts = {}
    for move in order.move_finished_ids:
        after = open_transfers(move.move_dest_ids)
        if move.state == 'done' and after and after[:1].location_id == move.location_dest_id:
            made = {}
            for line in move.move_line_ids:
                made[line.lot_id] = made.get(line.lot_id, 0) + line.quantity_product_uom
            parts[after[:1]] = made
    complete_transfers(parts, posting)


def cancel_unneeded(family):
    """An order that is closed without the rest needs no components for it."""
    if is_one_step(family[:1]):
        return
    for order in family:
        if order.state not in ('done', 'cancel'):
            return
    unneeded = family.move_raw_ids.browse()
    for move in open_transfers(family.move_raw_ids.move_orig_ids):
        needed = False
        for target in move.move_dest_ids:
            needed = needed or target.state not in ('done', 'cancel')
        if not needed:
            unneeded |= move
    if unneeded:
        unneeded._action_cancel()


def bring_for_scrap(document, order, posting):
    """Scrap of a component is taken from the line, and of finished goods from where the order stored them."""
    if is_one_step(order):
        return
    product, lot = document.product_id, document.lot_id
    amount = document.product_uom_id._compute_quantity(document.scrap_qty, product.uom_id)
    if product == order.product_id and order.state == 'done':
        stored = order.move_finished_ids.move_dest_ids.filtered(lambda move: move.state == 'done').location_dest_id
        if stored and product.uom_id.compare(lying_loose(product, document.location_id, lot)[0], amount) < 0:
            document.write({'location_id': stored[:1].id})
        return
    parts = {}
    for move in order.move_raw_ids:
        before = transfers_to_line(order, move)
        if before and move.product_id == product and not parts:
            short = product.uom_id.round(amount - lying_for(move, lot))
            if short > 0:
                parts[before[:1]] = {lot: short}
    complete_transfers(parts, posting)
