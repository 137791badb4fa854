# production.scrapped: product or component of the order went to waste. Only here is `stock.scrap` used: later Odoo
# versions scrap through a picking.

SCRAP_KEYS = ('order', 'item', 'quantity', 'lot', 'reason')


def scrap(posting):
    payload = only_keys(posting['payload'], SCRAP_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    family = family_of(warehouse, name)
    order, product = scrapped_item(family, payload, name)
    unit = product.uom_id
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    amount = sent['amount']
    lot = lot_of(product, payload, amount)
    reason = optional_text_at(payload, 'reason', '/data/reason')
    document = warehouse.env['stock.scrap'].create(
        {
            'product_id': product.id,
            'scrap_qty': amount,
            'product_uom_id': unit.id,
            'lot_id': lot.id,
            'production_id': order.id,
            'origin': order.name,
            'company_id': order.company_id.id,
            'scrap_reason_tag_ids': [Command.set(reason_of(warehouse, reason, '/data/reason').ids if reason else [])],
            'x_plant_gateway_event': posting['event'],
        }
    )
    line = document.location_id
    held = posting['hold_rules'] and lot and must_be_held(product, lot, posting['hold_rules'])
    from_hold = scrap_from_hold(document, posting) if held else False
    if document.location_id == line:
        bring_for_scrap(document, order, posting)
    if not held:
        from_hold = scrap_from_hold(document, posting)
    # action_validate calls do_scrap when there is enough in stock, and the wizard calls it when a person insists. Our
    # own check comes after, because it sees parallel calls.
    in_period(document, posting).do_scrap()
    if document.state != 'done':
        refuse_dialog(f'scrapping {called(product)}')
    check_kept(posting, sent, document.move_ids, lot)
    refuse_negative(document.move_ids.move_line_ids, posting)
    document.write({'date_done': booked_at(posting)})
    date_moves(posting, document.move_ids)
    if from_hold:
        mark_held(document.move_ids, posting)
    return document


def scrap_from_hold(document, posting):
    """A lot that is held, or was let out for rework, may go to waste from where it lies. What was released of it is
    wasted last: somebody may be waiting for it."""
    rules, lot, product = posting['hold_rules'], document.lot_id, document.product_id
    if not rules or not lot:
        return False
    free = 0 if must_be_held(product, lot, rules) else unreserved(product, document.location_id, lot)
    if product.uom_id.compare(free, document.scrap_qty) >= 0:
        return False
    for place in (rules['hold'], rules['rework']):
        location = gathered(posting, product, lot, document.scrap_qty, place) if place else False
        if location:
            document.write({'location_id': location.id})
            return place == rules['hold']
    return False


def gathered(posting, product, lot, amount, place):
    """Where below the place so much of the lot lies loose. Odoo scraps from one place and one package: what lies in
    several is unpacked and brought together first."""
    quants = product.env['stock.quant'].search(
        [
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('location_id', 'child_of', place.ids),
            ('owner_id', '=', False),
            ('quantity', '>', 0),
        ],
        order='id',
    )
    loose = {}
    parts = []
    for quant in quants:
        if not quant.package_id:
            loose[quant.location_id] = loose.get(quant.location_id, 0) + quant.quantity
    for location in loose:
        if product.uom_id.compare(loose[location], amount) >= 0:
            return location
    left = product.uom_id.round(amount - loose.get(place, 0))
    for quant in quants:
        taken = min(quant.quantity, left)
        if (quant.package_id or quant.location_id != place) and product.uom_id.compare(taken, 0) > 0:
            parts.append((quant.location_id, lot, taken, {'package_id': quant.package_id.id}))
            left = product.uom_id.round(left - taken)
    if product.uom_id.compare(left, 0) > 0:
        return False
    transfer(posting, product, place, place, parts, posting['event'])
    return place


def unreserved(product, location, lot):
    """Loose goods at exactly this place that nothing is reserved for."""
    [[total, reserved]] = product.env['stock.quant']._read_group(
        [
            ('product_id', '=', product.id),
            ('location_id', '=', location.id),
            ('lot_id', '=', lot.id),
            ('package_id', '=', False),
            ('owner_id', '=', False),
        ],
        [],
        ['quantity:sum', 'reserved_quantity:sum'],
    )
    return (total or 0) - (reserved or 0)


def scrapped_item(family, payload, name):
    """The part of the order to scrap against, and the product. Odoo takes the goods from where components come from
    while the order is open, from where products go when it is done; so product is scrapped against a done part,
    components against the open one."""
    live = family.browse()
    for order in family:
        if order.state in OPEN or order.state == 'done':
            live |= order
    if not live:
        open_order(family, name)
    own = live[0].product_id
    product = own
    if 'item' in payload:
        code = text_at(payload, 'item', '/data/item')
        expected = own | live.move_raw_ids.product_id | live.move_finished_ids.product_id
        product = item_of(live[0].picking_type_id.warehouse_id, code, '/data/item', expected)
        if product not in expected:
            refuse('item-not-on-order', '/data/item', f'{code} is neither made nor consumed by order {name}')
    best = live[-1]
    for order in live:
        if (order.state == 'done') == (product == own):
            best = order
    return best, product


PROCEDURES['production.scrapped'] = scrap
