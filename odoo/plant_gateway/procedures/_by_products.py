# By-products of a production order. Those that a report names come as it says; the others as the bill of materials
# says, as in Odoo's own screen.

BY_PRODUCT_KEYS = ('item', 'quantity', 'lot', 'serials')


def by_product_moves(order, product):
    """Of the order's open by-products, or of one of them."""
    moves = order.move_finished_ids.browse()
    for move in order.move_finished_ids:
        wanted = move.product_id == product if product else move.product_id != order.product_id
        if wanted and move.product_id != order.product_id and move.state not in ('done', 'cancel'):
            moves |= move
    return moves


def write_by_products(order, entries):
    """Writes what came. Returns [(what was sent, moves, lot or False)]."""
    lines = {}
    booked = []
    warehouse = order.picking_type_id.warehouse_id
    for index, entry in enumerate(entries):
        pointer = f'/data/byProducts/{index}'
        only_keys(entry, BY_PRODUCT_KEYS, pointer)
        code = text_at(entry, 'item', pointer + '/item')
        product = item_of(warehouse, code, pointer + '/item', by_product_moves(order, False).product_id)
        moves = by_product_moves(order, product)
        if not moves:
            refuse('item-not-on-order', pointer + '/item', f'{code} is no by-product of order {order.name}')
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity', zero_allowed=True)
        lots = lots_of_by_product(product, entry, sent, pointer)
        for lot, amount in lots:
            if (product, lot) in booked_lots(lines, moves):
                malformed(pointer + '/item', f'{code} is named twice')
            lines.setdefault(moves, []).append((lot, amount))
        booked.append((sent, moves, lots[0][0] if len(lots) == 1 else False))
    for moves in lines:
        write_came(moves, lines[moves])
    return booked


def booked_lots(lines, moves):
    lots = set()
    for lot, _amount in lines.get(moves, []):
        lots.add((moves.product_id, lot))
    return lots


def lots_of_by_product(product, entry, sent, pointer):
    """[(lot or none, amount in the product's own unit)]"""
    serials = list_at(entry, 'serials', pointer + '/serials')
    given = list(serials) if serials else [entry['lot']] if 'lot' in entry else []
    where = pointer + ('/serials' if serials else '/lot')
    wanted = {}
    for each in given:
        only_keys(each, ('number', 'expires'), where)
        number = text_at(each, 'number', where)
        wanted[number] = moment_at(each, 'expires', where) if 'expires' in each else False
    if product.tracking == 'none' and wanted:
        refuse('item-not-tracked', where, f'{called(product)} is not tracked by lots in Odoo')
    if product.tracking == 'lot' and serials:
        refuse('item-not-tracked', where, f'{called(product)} is tracked by lots, not by serials')
    if product.tracking == 'none' or not sent['amount']:
        return [(product.env['stock.lot'], sent['amount'])]
    if not wanted:
        refuse_unnamed(product, pointer, 'lot', 'serials')
    if product.tracking == 'lot':
        return [(produced_lots(product, wanted), sent['amount'])]
    if len(wanted) != len(given) or product.uom_id.compare(sent['amount'], len(wanted)):
        refuse('serial-count-mismatch', where, f'{len(wanted)} different serials for {sent["said"]}')
    lots = []
    for lot in produced_lots(product, wanted):
        lots.append((lot, 1))
    return lots


def write_came(moves, lots):
    """All of it on the first of the moves, in the product's own unit. A picked by-product is left as it is when the
    order is completed."""
    move = moves[:1]
    lines = []
    for line in move.move_line_ids:
        lines.append(Command.delete(line.id))
    for lot, amount in lots:
        if amount:
            values = arrival_line(move, amount)
            target = move.location_dest_id._get_putaway_strategy(move.product_id, quantity=amount)
            values.update({'lot_id': lot.id, 'location_dest_id': target.id, 'picked': True})
            lines.append(Command.create(values))
    move.write({'move_line_ids': lines, 'picked': True})
    if moves - move:
        (moves - move).write({'quantity': 0, 'picked': True})


def check_by_products(order):
    """Odoo refuses a tracked by-product without a lot in words that do not say what to do."""
    for move in by_product_moves(order, False):
        if move.product_id.tracking == 'none':
            continue
        for line in move.move_line_ids:
            if line.quantity and not line.lot_id:
                refuse_unnamed(move.product_id, '/data/byProducts', 'lot in byProducts', 'serials in byProducts')
