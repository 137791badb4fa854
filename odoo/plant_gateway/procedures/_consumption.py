# Consumption of a component: recorded on its move, posted by Odoo when the order is completed.


def component_moves(order, product):
    moves = order.move_raw_ids.browse()
    for move in order.move_raw_ids:
        if move.product_id == product and move.state not in ('done', 'cancel'):
            moves |= move
    return moves


def recorded(move):
    """Quantity that was recorded as consumed, in the product's own unit. Before that, `quantity` is only what is
    reserved."""
    if not move.picked or not move.manual_consumption:
        return 0
    total = 0
    for line in move.move_line_ids:
        total += line.quantity_product_uom
    return total


def add_component(order, product, pointer, kit_line=False):
    """Adds a component that the BOM does not know. It has no demand and is marked `additional`, so that no backorder
    asks for it again. `kit_line`: it is a part of a kit, which the next event of that kit finds by it."""
    if order.consumption == 'strict':
        refuse(
            'item-not-on-order',
            pointer,
            f'{called(product)} is not on order {order.name}, whose consumption is strict',
        )
    if product.type != 'consu':
        refuse('item-not-on-order', pointer, f'{called(product)} is a service, not a component')
    before = order.move_raw_ids
    values = {
        'product_id': product.id,
        'product_uom': product.uom_id.id,
        'product_uom_qty': 0,
        'additional': True,
    }
    if kit_line:
        values['bom_line_id'] = kit_line.id
    order.write({'move_raw_ids': [Command.create(values)]})
    return order.move_raw_ids - before


def consume(moves, amount, lots):
    """Sets what is consumed of one component, absolutely, in the product's own unit; `lots` is {lot: amount} or empty.
    All of it goes on the first of its moves. Without manual_consumption the next set_qty_producing puts the BOM's
    quantity back (measured: 23 became 8)."""
    move = moves[:1]
    unit = move.product_id.uom_id
    values = {'picked': True, 'manual_consumption': True}
    in_move = unit._compute_quantity(amount, move.product_uom, round=False)
    if lots or not same_amount(in_move, move.product_uom.round(in_move)):
        # A line in the product's own unit is exact where the move is in tonnes or dozens.
        lines = []
        for line in move.move_line_ids:
            lines.append(Command.delete(line.id))
        for lot in lots or {move.env['stock.lot']: amount}:
            lines += lot_lines(move, lot, lots[lot] if lots else amount)
        values['move_line_ids'] = lines
    else:
        values['quantity'] = move.product_uom.round(in_move)
    move.write(values)
    if moves - move:
        (moves - move).write({'quantity': 0, 'picked': True, 'manual_consumption': True})


def lot_lines(move, lot, amount):
    """One line for each place where the lot lies below the source location; the rest, if any, at the location. The
    amount is in the product's own unit, and so are the lines."""
    lines = []
    unit = move.product_id.uom_id
    quants = lot_quants(move, lot, move.location_id) + lot_quants(move, lot, rework_place(move))
    for quant in quants:
        taken = unit.round(min(amount, quant.quantity))
        if taken > 0:
            lines.append(lot_line(move, lot, quant.location_id, quant.package_id, taken))
            amount = unit.round(amount - taken)
    if amount > 0:
        lines.append(lot_line(move, lot, move.location_id, move.env['stock.package'], amount))
    return lines


def place_untracked(moves):
    """Odoo takes what is free in the places below the source location, and the rest from the location itself, where
    there may be nothing: the goods in a place are reserved for another order. The plant took them all the same."""
    for move in moves:
        if move.product_id.tracking != 'none' or not move.location_id.child_ids or move.state in ('done', 'cancel'):
            continue
        at_source, amount = 0, 0
        for line in move.move_line_ids:
            amount += line.quantity_product_uom
            if line.location_id == move.location_id:
                at_source += line.quantity_product_uom
        if at_source and on_hand(move.product_id, move.location_id, '=') < at_source:
            lines = []
            for line in move.move_line_ids:
                lines.append(Command.delete(line.id))
            move.write({'move_line_ids': lines + lot_lines(move, move.env['stock.lot'], amount)})


def lot_quants(move, lot, place):
    found = (
        move.env['stock.quant'].search(
            [
                ('product_id', '=', move.product_id.id),
                ('lot_id', '=', lot.id),
                ('quantity', '>', 0),
                ('location_id', 'child_of', place.ids),
                ('owner_id', '=', False),
            ]
        )
        if place
        else move.env['stock.quant']
    )
    return list(found)


def rework_place(move):
    """Where goods that quality released for rework lie: orders that name the lot take them from there."""
    warehouse = move.raw_material_production_id.picking_type_id.warehouse_id
    return FOUND.get(('rework', warehouse.id)) or move.env['stock.location']


def lot_line(move, lot, location, package, amount):
    # Of a transfer, Odoo leaves picking_id empty on lines that are written through the move: its slip would not list
    # them.
    return Command.create(
        {
            'picking_id': move.picking_id.id,
            'product_id': move.product_id.id,
            'product_uom_id': move.product_id.uom_id.id,
            'quantity': amount,
            'lot_id': lot.id,
            'package_id': package.id,
            'location_id': location.id,
            'location_dest_id': move.location_dest_id.id,
            'picked': True,
        }
    )


def named_lots(entry, product, sent, pointer):
    """{lot: what was sent of it} of an entry's `lots`, whose quantities are in the unit of the entry."""
    lots = {}
    total = 0
    for index, each in enumerate(list_at(entry, 'lots', pointer + '/lots')):
        place = f'{pointer}/lots/{index}'
        only_keys(each, ('number', 'quantity'), place)
        value = number_at(each, 'quantity', place + '/quantity/value')
        if product.tracking == 'none':
            refuse('item-not-tracked', place, f'{called(product)} is not tracked by lots in Odoo')
        lot = used_lot(product, text_at(each, 'number', place + '/number'), place + '/number')
        if lot in lots:
            malformed(place + '/number', f'lot {lot.name} is named twice')
        part = sent_of(product, value, sent['given'], place + '/quantity')
        if product.tracking == 'serial' and product.uom_id.compare(part['amount'], 1):
            refuse(
                'serial-count-mismatch',
                place + '/quantity/value',
                f'serial {lot.name} can only be used once, not {shown(part["amount"])} times',
            )
        lots[lot] = part
        total += part['exact']
    if lots and not add_up(total, sent):
        malformed(
            pointer + '/lots',
            f'the lots add up to {shown(total)} {product.uom_id.name}, the quantity says {shown(sent["exact"])}',
        )
    return lots


def amounts_of(lots):
    amounts = {}
    for lot in lots:
        amounts[lot] = lots[lot]['amount']
    return amounts


def write_consumption(order, entries, place='/data/consumed'):
    """Actual consumption of the components named; the others follow the BOM. Returns [(what was sent, moves, lot or
    False)], for `check_consumption`."""
    moves = order.move_raw_ids.browse()
    written = []
    for index, entry in enumerate(entries):
        pointer = f'{place}/{index}'
        only_keys(entry, ('item', 'quantity', 'lots'), pointer)
        code = text_at(entry, 'item', pointer + '/item')
        product = item_of(order.picking_type_id.warehouse_id, code, pointer + '/item', order.move_raw_ids.product_id)
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity', zero_allowed=True)
        lots = named_lots(entry, product, sent, pointer)
        for part, known in used_parts(order, product, sent, pointer + '/item'):
            if known & moves:
                malformed(pointer + '/item', f'{code} is named twice')
            consume(known, part['amount'], amounts_of(lots))
            moves |= known
            if lots:
                for lot in lots:
                    written.append((lots[lot], known, lot))
            else:
                written.append((part, known, False))
    return written


def written_moves(written):
    moves = written[0][1].browse() if written else False
    for _sent, known, _lot in written:
        moves |= known
    return moves


def check_consumption(posting, written):
    """After the booking: what was consumed or made is what was sent."""
    # Odoo deletes moves that it merges. Asked once, because this is a question to the database.
    there = written_moves(written).exists() if written else False
    for sent, moves, lot in written:
        check_kept(posting, sent, moves & there, lot)


def issued_from(product, location, lot, package=False):
    """Goods recorded as consumed on orders that are still open, loose or out of a package: see material_consumed.py."""
    [[issued]] = product.env['stock.move.line']._read_group(
        [
            ('move_id.raw_material_production_id', '!=', False),
            ('move_id.manual_consumption', '=', True),
            ('picked', '=', True),
            ('state', 'not in', ('done', 'cancel', 'draft')),
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('location_id', '=', location.id),
            ('package_id', '=', package.id if package else False),
            ('owner_id', '=', False),
        ],
        [],
        ['quantity_product_uom:sum'],
    )
    return issued or 0
