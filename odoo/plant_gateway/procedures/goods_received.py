# goods.received: goods of a purchase order came in. The transfer that waits for them is validated with what really
# came; what is missing stays on a backorder, or is given up when the event says that nothing more will come.

RECEIVED_KEYS = ('purchase_order', 'supplier', 'delivery_note', 'lines', 'location', 'final')


def receive_goods(posting):
    payload = only_keys(posting['payload'], RECEIVED_KEYS, '/data')
    if not isinstance(payload.get('final'), bool):
        malformed('/data/final', 'final must be true or false')
    note = optional_text_at(payload, 'delivery_note', '/data/deliveryNote')
    order = purchase_of(posting)
    awaited = awaited_moves(order)
    if not awaited:
        refuse('nothing-to-receive', '/data/purchaseOrder', f'purchase order {order.name} awaits nothing more')
    place = put_away_place(posting)
    received = received_of(order, awaited, list_at(payload, 'lines', '/data/lines'), posting)
    moves = awaited.browse()
    shares = set_held_apart(received['shares'], posting['hold_rules'])
    for move in shares:
        write_received(move, shares[move], place)
        moves |= move
    usual = order.picking_type_id.default_location_dest_id
    straight = bring_straight(moves, place)
    diverted = divert(moves, posting['hold_rules'], usual)
    used = write_component_consumption(received['consumed'])
    check_components(moves, posting)
    pickings = moves.picking_id
    leave_out(pickings.move_ids - moves)
    announced = announced_lines(awaited - moves)
    dropped = given_up(pickings, order) if payload['final'] else pickings.browse()
    validate_transfers(in_period(pickings, posting), dropped)
    expect_as_announced(announced)
    if payload['final']:
        # Just what this order still awaits: goods of others may be expected in the same transfer.
        awaited_moves(order)._action_cancel()
    check_goods(received['amounts'], moves)
    stored = put_away(moves - diverted, place, posting)
    stamp_transfers(pickings | stored, posting, note)
    finish_subcontracted(moves, posting)
    check_consumption(posting, used)
    if diverted:
        mark_held(diverted, posting)
        undivert(awaited_moves(order), posting['hold_rules'], usual)
    if straight:
        await_as_usual(awaited_moves(order), place, usual)
    return pickings[:1]


def put_away_place(posting):
    """Where the plant says it put the goods, else nothing."""
    name = optional_text_at(posting['payload'], 'location', '/data/location')
    if not name:
        return False
    place = location_of(posting['warehouse'], name, '/data/location')
    refuse_hold_place(posting, place, '/data/location')
    return place


def received_of(order, awaited, entries, posting):
    """What each move receives, {move: [(lot, amount)]}, and what was consumed for it, [(pointer, entry, move, lot)]."""
    if not entries:
        malformed('/data/lines', 'lines must not be empty')
    left = demands(awaited)
    shares = {}
    consumed = []
    amounts = {}
    for index, entry in enumerate(entries):
        pointer = f'/data/lines/{index}'
        only_keys(entry, ARRIVAL_KEYS + ('consumed',), pointer)
        product, lines = named_lines(order, entry, pointer)
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
        for item, whole in arriving_items(entry, product, sent['amount'], moves_of_lines(awaited, lines), pointer):
            moves = moves_of(awaited, item, lines)
            if not moves:
                refuse('nothing-to-receive', pointer, f'{order.name} awaits no more {called(item)}')
            parts = parts_of(posting, entry, item, sent, pointer) if item == product else [(False, whole, False)]
            lots = received_lots(item, parts, pointer, posting)
            for number, part, _expires in parts:
                lot = lots.get(number, item.env['stock.lot'])
                amounts[(item, lot)] = amounts.get((item, lot), 0) + part
                for move, share in share_out(part, item, moves, left):
                    shares.setdefault(move, []).append((lot, share))
                    if entry.get('consumed'):
                        consumed.append((pointer, entry, move, lot))
    return {'shares': shares, 'consumed': consumed, 'amounts': amounts}


def given_up(pickings, order):
    """Transfers whose rest may be dropped as a whole, since nothing in them is of others."""
    alone = pickings
    for move in pickings.move_ids:
        if move.purchase_line_id.order_id != order:
            alone -= move.picking_id
    return alone


def stamp_transfers(pickings, posting, note):
    """Odoo stamps the time of the call. After the backorder was made, which copies the origin."""
    for picking in pickings:
        origin = picking.origin or ''
        if note and note not in origin.split(', '):
            origin = f'{origin}, {note}' if origin else note
        picking.write({'origin': origin, 'x_plant_gateway_event': posting['event']})
    date_transfers(posting, pickings)


PROCEDURES['goods.received'] = receive_goods
