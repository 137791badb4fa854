# Consumption of a component: recorded on its move, posted by Odoo when the order is completed.


def component_moves(order, product):
    moves = order.move_raw_ids.browse()
    for move in order.move_raw_ids:
        if move.product_id == product and move.state not in ('done', 'cancel'):
            moves |= move
    return moves


def recorded(move):
    """Quantity that was recorded as consumed. Before that, `quantity` is only what is reserved."""
    return move.quantity if move.picked and move.manual_consumption else 0


def add_component(order, product, pointer):
    """Adds a component that the BOM does not know. It has no demand and is marked `additional`, so that no backorder
    asks for it again."""
    if order.consumption == 'strict':
        refuse(
            'item-not-on-order',
            pointer,
            f'{called(product)} is not on order {order.name}, whose consumption is strict',
        )
    # Odoo would put the parts of the kit on the order in its place.
    if product.type != 'consu' or product.is_kits:
        refuse('item-not-on-order', pointer, f'{called(product)} is a service or a kit, not a component')
    before = order.move_raw_ids
    order.write(
        {
            'move_raw_ids': [
                Command.create(
                    {
                        'product_id': product.id,
                        'product_uom': product.uom_id.id,
                        'product_uom_qty': 0,
                        'additional': True,
                    }
                )
            ]
        }
    )
    return order.move_raw_ids - before


def consume(moves, amount, lots):
    """Sets what is consumed of one component, absolutely; `lots` is {lot: amount} or empty. All of it goes on the
    first of its moves. Without manual_consumption the next set_qty_producing puts the BOM's quantity back (measured:
    23 became 8)."""
    move = moves[:1]
    values = {'picked': True, 'manual_consumption': True}
    if lots:
        lines = []
        for line in move.move_line_ids:
            lines.append(Command.delete(line.id))
        for lot in lots:
            lines += lot_lines(move, lot, lots[lot])
        values['move_line_ids'] = lines
    else:
        values['quantity'] = amount
    move.write(values)
    if moves - move:
        (moves - move).write({'quantity': 0, 'picked': True, 'manual_consumption': True})


def lot_lines(move, lot, amount):
    """One line for each place where the lot lies below the source location; the rest, if any, at the location."""
    lines = []
    quants = lot_quants(move, lot, move.location_id) + lot_quants(move, lot, rework_place(move))
    places = []
    for quant in quants:
        places.append(
            (
                quant.location_id,
                quant.package_id,
                move.product_id.uom_id._compute_quantity(quant.quantity, move.product_uom, round=False),
            )
        )
    for location, package, there in places:
        taken = move.product_uom.round(min(amount, there))
        if taken > 0:
            lines.append(lot_line(move, lot, location, package, taken))
            amount = move.product_uom.round(amount - taken)
    if amount > 0:
        lines.append(lot_line(move, lot, move.location_id, move.env['stock.package'], amount))
    return lines


def place_untracked(moves):
    """Odoo takes what is free in the places below the source location, and the rest from the location itself, where
    there may be nothing: the goods in a place are reserved for another order. The plant took them all the same."""
    for move in moves:
        if move.product_id.tracking != 'none' or not move.location_id.child_ids or move.state in ('done', 'cancel'):
            continue
        at_source = 0
        for line in move.move_line_ids:
            if line.location_id == move.location_id:
                at_source += line.quantity_product_uom
        if at_source and on_hand(move.product_id, move.location_id, '=') < at_source:
            lines = []
            for line in move.move_line_ids:
                lines.append(Command.delete(line.id))
            move.write({'move_line_ids': lines + lot_lines(move, move.env['stock.lot'], move.quantity)})


def lot_quants(move, lot, place):
    found = (
        move.env['stock.quant'].search(
            [
                ('product_id', '=', move.product_id.id),
                ('lot_id', '=', lot.id),
                ('quantity', '>', 0),
                ('location_id', 'child_of', place.ids),
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
            'product_uom_id': move.product_uom.id,
            'quantity': amount,
            'lot_id': lot.id,
            'package_id': package.id,
            'location_id': location.id,
            'location_dest_id': move.location_dest_id.id,
            'picked': True,
        }
    )


def lots_of_consumption(entry, product, unit, amount, pointer):
    """{lot: amount in the move's unit} of an entry's `lots`, whose quantities are in the unit of the entry."""
    lots = {}
    total = 0
    given = unit_of(unit, entry['quantity']['uom'], pointer)
    for index, each in enumerate(list_at(entry, 'lots', pointer + '/lots')):
        place = f'{pointer}/lots/{index}'
        only_keys(each, ('number', 'quantity'), place)
        value = number_at(each, 'quantity', place + '/quantity/value')
        if product.tracking == 'none':
            refuse('item-not-tracked', place, f'{called(product)} is not tracked by lots in Odoo')
        lot = used_lot(product, text_at(each, 'number', place + '/number'), place + '/number')
        if lot in lots:
            malformed(place + '/number', f'lot {lot.name} is named twice')
        part = converted(value, given, unit, place + '/quantity')
        if product.tracking == 'serial' and product.uom_id.compare(unit._compute_quantity(part, product.uom_id), 1):
            refuse(
                'serial-count-mismatch',
                place + '/quantity/value',
                f'serial {lot.name} can only be used once, not {shown(part)} times',
            )
        lots[lot] = part
        total += part
    # Each lot is rounded for itself. A difference larger than that is a mistake of the sender.
    if lots and abs(total - amount) > 0.005 * len(lots) + 1e-6:
        malformed(
            pointer + '/lots', f'the lots add up to {shown(total)} {unit.name}, the quantity says {shown(amount)}'
        )
    return lots


def write_consumption(order, entries, place='/data/consumed'):
    """Actual consumption of the components named; the others follow the BOM."""
    moves = order.move_raw_ids.browse()
    for index, entry in enumerate(entries):
        pointer = f'{place}/{index}'
        only_keys(entry, ('item', 'quantity', 'lots'), pointer)
        code = text_at(entry, 'item', pointer + '/item')
        product = item_of(order.picking_type_id.warehouse_id, code, pointer + '/item', order.move_raw_ids.product_id)
        known = component_moves(order, product) or add_component(order, product, pointer + '/item')
        if known & moves:
            malformed(pointer + '/item', f'{code} is named twice')
        unit = known[:1].product_uom
        amount = amount_at(entry, 'quantity', unit, pointer + '/quantity', zero_allowed=True)
        consume(known, amount, lots_of_consumption(entry, product, unit, amount, pointer))
        moves |= known
    return moves


def issued_from(product, location, lot):
    """Loose goods recorded as consumed on orders that are still open: see material_consumed.py."""
    [[issued]] = product.env['stock.move.line']._read_group(
        [
            ('move_id.raw_material_production_id', '!=', False),
            ('move_id.manual_consumption', '=', True),
            ('picked', '=', True),
            ('state', 'not in', ('done', 'cancel', 'draft')),
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('location_id', '=', location.id),
            ('package_id', '=', False),
            ('owner_id', '=', False),
        ],
        [],
        ['quantity_product_uom:sum'],
    )
    return issued or 0
