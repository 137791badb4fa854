# shipment.returned: goods came back from a customer. Booked as people return a delivery in Odoo, by its wizard, with
# what really came; what has to wait for quality goes to the hold place, as goods of a supplier do.

RETURNED_KEYS = ('delivery', 'lines', 'reason')


def return_shipment(posting):
    payload = only_keys(posting['payload'], RETURNED_KEYS, '/data')
    name = text_at(payload, 'delivery', '/data/delivery')
    reason = optional_text_at(payload, 'reason', '/data/reason', 200)
    entries = list_at(payload, 'lines', '/data/lines')
    if not entries:
        malformed('/data/lines', 'lines must not be empty')
    chain = chain_of(delivery_family(posting['warehouse'], name))
    lock_pickings(chain)
    left = left_the_house(chain, name)
    backs = {}
    amounts = {}
    for index, entry in enumerate(entries):
        for product, lots, pointer in returned_goods(posting, entry, left, f'/data/lines/{index}'):
            for lot in lots:
                amounts[(product, lot)] = amounts.get((product, lot), 0) + lots[lot]
                for move, part in share_back(left, product, lot, lots[lot], name, pointer):
                    backs.setdefault(move.picking_id, {}).setdefault(move, []).append((lot, part))
    done = chain.browse()
    for delivery in backs:
        done |= bring_back(delivery, backs[delivery], posting, reason)
    check_goods(amounts, done.move_ids)
    return done[:1]


def left_the_house(chain, name):
    """{move: {lot: amount that the customer still has}} of what was delivered; the latest first."""
    left = {}
    for move in at_customer(chain).move_ids.sorted('id', reverse=True):
        if move.state == 'done':
            left[move] = left_of(move)
    if not left:
        refuse('nothing-to-return', '/data/delivery', f'nothing of delivery {name} has left')
    return left


def returned_goods(posting, entry, left, pointer):
    """[(product, {lot: amount}, pointer)] of an entry; a kit comes back as its parts."""
    only_keys(entry, ('item', 'quantity', 'lots', 'serials'), pointer)
    moves = posting['warehouse'].env['stock.move']
    for move in left:
        moves |= move
    code = text_at(entry, 'item', pointer + '/item')
    product = item_of(posting['warehouse'], code, pointer + '/item', moves.product_id)
    sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
    if product in moves.product_id:
        return [(product, returned_lots(posting, entry, product, sent, left, pointer), pointer)]
    parts = parts_of_kit(moves, product, sent['amount'])
    if not parts:
        refuse('item-not-on-delivery', pointer + '/item', f'{code} was not delivered')
    if entry.get('lots') or entry.get('serials'):
        refuse('item-not-tracked', pointer, f'{code} is a kit: name the lots of its parts')
    check_rounding(posting, sent)
    goods = []
    for part in parts:
        if part.tracking != 'none':
            refuse_unnamed(part, pointer, 'lots by an entry of its own', 'serials by an entry of its own')
        goods.append((part, {part.env['stock.lot']: parts[part]}, pointer))
    return goods


def returned_lots(posting, entry, product, sent, left, pointer):
    if 'serials' in entry:
        return shipped_serials(product, entry, sent['amount'], pointer)
    named = named_lots(entry, product, sent, pointer)
    check_parts(posting, sent, named)
    if named:
        return amounts_of(named)
    if product.tracking == 'none':
        return {product.env['stock.lot']: sent['amount']}
    lots = product.env['stock.lot']
    for move in left:
        for lot in left[move]:
            if move.product_id == product and product.uom_id.compare(left[move][lot], 0) > 0:
                lots |= lot
    # The one lot that can be meant.
    if len(lots) != 1:
        refuse_unnamed(product, pointer, 'lots', 'serials')
    return {lots: sent['amount']}


def share_back(left, product, lot, amount, name, pointer):
    """[(move that delivered it, amount)]"""
    unit = product.uom_id
    wanted = amount
    shares = []
    for move in left:
        part = unit.round(min(wanted, left[move].get(lot, 0))) if move.product_id == product else 0
        if unit.compare(part, 0) > 0:
            shares.append((move, part))
            left[move][lot] = unit.round(left[move][lot] - part)
            wanted = unit.round(wanted - part)
    if unit.compare(wanted, 0) > 0:
        of = f'{called(product)} lot {lot.name}' if lot else called(product)
        refuse(
            'nothing-to-return',
            pointer + '/quantity',
            f'{shown(amount)} {unit.name} of {of} came back, but the customer of {name} has only '
            f'{shown(unit.round(amount - wanted))}',
        )
    return shares


def bring_back(delivery, shares, posting, reason):
    """The transfer of the goods of one delivery, done; and those behind it, up to where Odoo stores the goods."""
    wizard = delivery.env['stock.return.picking'].create({'picking_id': delivery.id})
    for line in wizard.product_return_moves:
        total = 0
        for _lot, part in shares.get(line.move_id, []):
            total += part
        unit = line.move_id.product_id.uom_id
        line.write({'quantity': unit._compute_quantity(total, line.move_id.product_uom, rounding_method='HALF-UP')})
    back = wizard._create_return()
    wanted = {}
    for move in back.move_ids:
        wanted[move] = shares[move.origin_returned_move_id]
    apart = set_held_apart(wanted, posting['hold_rules'])
    moves = back.move_ids.browse()
    for move in apart:
        write_received(move, apart[move], False)
        moves |= move
    diverted = divert(moves, posting['hold_rules'], back.location_dest_id)
    validate_transfers(in_period(back, posting), back)
    stored = put_away(moves - diverted, False, posting)
    if reason:
        back._message_log(body=reason)
    for picking in back | stored:
        picking.write({'x_plant_gateway_event': posting['event']})
    date_transfers(posting, back | stored)
    mark_held(diverted, posting)
    return back


PROCEDURES['shipment.returned'] = return_shipment
