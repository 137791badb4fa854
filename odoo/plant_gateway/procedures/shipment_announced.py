# shipment.announced: the supplier says what is on its way. It becomes lines of the waiting transfer that nobody has
# picked yet: people see lots and dates, and goods.received replaces them with what really came.

ANNOUNCED_KEYS = ('purchase_order', 'supplier', 'shipment', 'expected', 'carrier', 'tracking', 'lines')


def announce_shipment(posting):
    payload = only_keys(posting['payload'], ANNOUNCED_KEYS, '/data')
    shipment = text_at(payload, 'shipment', '/data/shipment')
    order = purchase_of(posting)
    entries = list_at(payload, 'lines', '/data/lines')
    if not entries:
        malformed('/data/lines', 'lines must not be empty')
    awaited = awaited_moves(order)
    forget_shipment(awaited, shipment)
    left = demands(awaited)
    for move in awaited:
        for line in move.move_line_ids:
            if line.x_plant_gateway_shipment:
                left[move] = left[move] - line.quantity_product_uom
    expected = {}
    for index, entry in enumerate(entries):
        pointer = f'/data/lines/{index}'
        only_keys(entry, ARRIVAL_KEYS, pointer)
        product, lines = named_lines(order, entry, pointer)
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
        for item, whole in arriving_items(entry, product, sent['amount'], moves_of_lines(awaited, lines), pointer):
            moves = moves_of(awaited, item, lines)
            parts = parts_of(posting, entry, item, sent, pointer) if item == product else [(False, whole, False)]
            warn_of_unseen(posting, order, item, moves)
            for number, part, expires in parts:
                for move, share in share_out(part, item, moves, left):
                    expected.setdefault(move, []).append((number, share, expires))
    moves = awaited.browse()
    for move in expected:
        write_expected(move, expected[move], shipment)
        moves |= move
    for move in awaited:
        if not move.move_line_ids:
            # Announced before, and not any more: Odoo expects the demand again.
            move._action_assign()
    if 'expected' in payload:
        moves.write({'date': moment_at(payload, 'expected', '/data/expectedAt')})
    note_shipment(moves.picking_id or order, payload, shipment)
    return moves.picking_id[:1] or order


def warn_of_unseen(posting, order, item, moves):
    """What nobody will see on the transfer."""
    if not moves:
        warn(posting, f'{order.name} awaits no more {called(item)}: nothing is expected of it')
    elif 'is_subcontract' in moves._fields and moves[:1].is_subcontract:
        warn(posting, f'{called(item)} comes from a subcontractor: quantity and lots are booked when it arrives')


def forget_shipment(moves, shipment):
    """Announced again, a shipment is what was said last."""
    for move in moves:
        for line in move.move_line_ids:
            if line.x_plant_gateway_shipment == shipment and not line.picked:
                line.unlink()


def write_expected(move, parts, shipment):
    """Other shipments' lines stay. Odoo's own line, which only repeats the demand, goes: a person who validates the
    transfer would receive it on top."""
    # Behind subcontracted goods are production orders that follow every line; they are split when the goods come.
    if 'is_subcontract' in move._fields and move.is_subcontract:
        return
    commands = []
    for line in move.move_line_ids:
        if not line.x_plant_gateway_shipment and not line.picked:
            commands.append(Command.delete(line.id))
    for number, amount, expires in parts:
        values = arrival_line(move, amount)
        values['x_plant_gateway_shipment'] = shipment
        if number:
            values['lot_name'] = number
        if expires and manages_expiry(move.product_id):
            values['expiration_date'] = expires
        commands.append(Command.create(values))
    move.write({'move_line_ids': commands})


def note_shipment(documents, payload, shipment):
    carrier = optional_text_at(payload, 'carrier', '/data/carrier')
    tracking = optional_text_at(payload, 'tracking', '/data/trackingNumber')
    words = f'Shipment {shipment} announced by the supplier'
    if carrier:
        words += f', carrier {carrier}'
    if tracking:
        words += f', tracking number {tracking}'
    for document in documents:
        # Only with the app stock_delivery; the note says it in any case.
        if tracking and 'carrier_tracking_ref' in document._fields:
            document.write({'carrier_tracking_ref': tracking})
        # Plain text: Odoo escapes it. A note: nobody is sent a mail.
        document.message_post(body=words)


PROCEDURES['shipment.announced'] = announce_shipment
