# Purchase orders and their incoming transfers.


def lock_purchases(events):
    """Finds the purchase orders of all events, and locks them and their transfers, in one sequence for all calls: a
    person pressing buttons waits, or we do. A transfer that was validated since we began fails this with a
    serialization error; Odoo repeats us, and we see its backorder."""
    names = {}
    for event in events:
        payload = event.get('payload')
        name = payload.get('purchase_order') if isinstance(payload, dict) else False
        if isinstance(name, str) and warehouse_for(event):
            names.setdefault(warehouse_for(event), set()).add(name)
    for warehouse in names:
        if not buys(warehouse):
            continue
        orders = warehouse.env['purchase.order'].search(
            [('name', 'in', list(names[warehouse])), ('picking_type_id.warehouse_id', '=', warehouse.id)]
        )
        FOUND[('purchases', warehouse.id)] = orders
        if orders:
            env.cr.execute('SELECT id FROM purchase_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [orders._ids])
            env.cr.execute(
                """
                SELECT id FROM stock_picking WHERE id IN (
                    SELECT m.picking_id FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
                     WHERE l.order_id IN %s)
                 ORDER BY id FOR NO KEY UPDATE
            """,
                [orders._ids],
            )


def buys(warehouse):
    # The app `purchase` alone has orders, and no transfers.
    return 'purchase.order' in warehouse.env and 'picking_ids' in warehouse.env['purchase.order']._fields


def purchase_of(posting):
    """The order that the posting names: placed, and with the supplier that the posting says."""
    warehouse = posting['warehouse']
    payload = posting['payload']
    name = text_at(payload, 'purchase_order', '/data/purchaseOrder')
    if not buys(warehouse):
        refuse('app-not-installed', '/type', 'purchase orders need the app purchase_stock, which Odoo does not have')
    order = warehouse.env['purchase.order']
    for each in FOUND[('purchases', warehouse.id)]:
        if each.name == name:
            order |= each
    if len(order) != 1:
        how_many = 'several purchase orders' if order else 'no purchase order'
        refuse('unknown-purchase-order', '/data/purchaseOrder', f'{how_many} {name} in warehouse {warehouse.code}')
    supplier = optional_text_at(payload, 'supplier', '/data/supplier')
    if supplier:
        check_supplier(order, supplier)
    if order.state == 'cancel':
        refuse('purchase-order-cancelled', '/data/purchaseOrder', f'purchase order {name} is cancelled')
    if order.state in ('draft', 'sent', 'to approve'):
        why = 'is still a request for quotation: confirm'
        if order.state == 'to approve':
            why = 'waits for approval: approve'
        refuse(
            'purchase-order-not-confirmed',
            '/data/purchaseOrder',
            f'purchase order {name} {why} it in Odoo, then retry',
        )
    return order


def check_supplier(order, code):
    supplier = partner_of(order, code, '/data/supplier')
    if supplier.commercial_partner_id != order.partner_id.commercial_partner_id:
        refuse(
            'wrong-supplier',
            '/data/supplier',
            f'{order.name} was placed with {order.partner_id.name}, not with {supplier.display_name}',
        )


def goods_lines(order):
    """Lines of the order without headings and remarks. Events count these lines."""
    lines = order.order_line.browse()
    for line in order.order_line:
        if not line.display_type:
            lines |= line
    return lines


def named_lines(order, entry, pointer):
    """(product, lines of the order) that an entry's `item` means, and its `line` where one is named."""
    lines = goods_lines(order)
    code = text_at(entry, 'item', pointer + '/item')
    product = item_of(
        order.picking_type_id.warehouse_id, code, pointer + '/item', lines.product_id | lines.move_ids.product_id
    )
    if 'line' in entry:
        place = entry['line']
        if isinstance(place, bool) or not isinstance(place, int) or place < 1:
            malformed(pointer + '/line', 'line must be a whole number, 1 for the first')
        lines = lines[place - 1 : place]
    found = lines.browse()
    for line in lines:
        # A kit arrives as its components.
        if product == line.product_id or product in line.move_ids.product_id:
            found |= line
    if not found:
        where = f'line {entry["line"]} of {order.name}' if 'line' in entry else order.name
        refuse(
            'item-not-on-order', pointer + ('/line' if 'line' in entry else '/item'), f'{where} does not order {code}'
        )
    return product, found


def awaited_moves(order):
    """Moves of the order's goods into the warehouse that are still to come, oldest first."""
    moves = order.picking_ids.move_ids.browse()
    for picking in order.picking_ids.sorted('id'):
        if picking.picking_type_id.code != 'incoming' or picking.state in ('done', 'cancel'):
            continue
        for move in picking.move_ids.sorted('id'):
            if move.purchase_line_id.order_id == order and move.state not in ('draft', 'done', 'cancel'):
                moves |= move
    return moves


def moves_of(moves, product, lines):
    found = moves.browse()
    for move in moves_of_lines(moves, lines):
        if move.product_id == product:
            found |= move
    return found


def moves_of_lines(moves, lines):
    found = moves.browse()
    for move in moves:
        if move.purchase_line_id in lines:
            found |= move
    return found
