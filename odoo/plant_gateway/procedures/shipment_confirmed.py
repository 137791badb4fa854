# shipment.confirmed: goods left for a customer. The delivery is done with what left; what did not stays open in a
# delivery of its own, unless the plant says that it will not follow.

SHIPMENT_KEYS = ('delivery', 'sales_order', 'lines', 'final', 'carrier', 'tracking')
# Carriers that only have a price. All others are asked for a label when a delivery without tracking number is done.
OFFLINE_CARRIERS = ('fixed', 'base_on_rule')


def confirm_shipment(posting):
    payload = only_keys(posting['payload'], SHIPMENT_KEYS, '/data')
    warehouse = posting['warehouse']
    if not isinstance(payload.get('final'), bool):
        malformed('/data/final', 'final must be true or false')
    name = text_at(payload, 'delivery', '/data/delivery')
    picking = open_delivery(delivery_family(warehouse, name), name)
    if 'sales_order' in payload:
        check_sales_order(picking, text_at(payload, 'sales_order', '/data/salesOrder'))
    moves = moves_to_deliver(picking)
    if 'lines' in payload:
        shipped = ship_lines(picking, moves, list_at(payload, 'lines', '/data/lines'))
    else:
        shipped = ship_all(moves)
    if moves - shipped:
        (moves - shipped).write({'picked': False})
    check_lines(shipped, posting)
    for move in shipped:
        # Of a serial that left before, Odoo would say that it exists twice at the customer's.
        if move.product_id.tracking == 'serial':
            refuse_missing(move, posting)
    write_parcel(picking, payload)
    validate_delivery(in_period(picking, posting), payload['final'])
    # Its lines are those that left: what did not is on another delivery now, or cancelled.
    refuse_negative(picking.move_line_ids, posting)
    date_transfers(posting, picking)
    return picking


def ship_lines(picking, moves, entries):
    """The moves of the items named; the others are left as they are reserved."""
    if not entries:
        malformed('/data/lines', 'a shipment has lines')
    shipped = moves.browse()
    for index, entry in enumerate(entries):
        pointer = f'/data/lines/{index}'
        only_keys(entry, ('item', 'quantity', 'lots', 'serials'), pointer)
        code = text_at(entry, 'item', pointer + '/item')
        product = item_of(picking.picking_type_id.warehouse_id, code, pointer + '/item', moves.product_id)
        own = moves.browse()
        for move in moves:
            if move.product_id == product:
                own |= move
        if not own:
            refuse('item-not-on-delivery', pointer + '/item', f'{code} is not to be delivered by {picking.name}')
        if own & shipped:
            malformed(pointer + '/item', f'{code} is named twice')
        amount = amount_at(entry, 'quantity', product.uom_id, pointer + '/quantity')
        if 'serials' in entry:
            lots = shipped_serials(product, entry, amount, pointer)
        else:
            lots = lots_of_consumption(entry, product, product.uom_id, amount, pointer)
        ship(own, amount, lots, pointer)
        shipped |= own
    return shipped


def shipped_serials(product, entry, amount, pointer):
    if 'lots' in entry:
        malformed(pointer + '/serials', 'lots and serials are not given together')
    if product.tracking != 'serial':
        refuse('item-not-tracked', pointer + '/serials', f'{product.default_code} is not tracked by serials in Odoo')
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


def ship_all(moves):
    for product in moves.product_id:
        own = moves.browse()
        amount = 0
        for move in moves:
            if move.product_id == product:
                own |= move
                amount += move.product_qty
        ship(own, product.uom_id.round(amount), {}, '/data')
    return moves


def write_parcel(picking, payload):
    """Before the button: Odoo orders a parcel of the carrier, outside of our transaction, when it finds no number."""
    tracking = optional_text_at(payload, 'tracking', '/data/trackingNumber')
    carrier = optional_text_at(payload, 'carrier', '/data/carrier')
    known = 'carrier_tracking_ref' in picking._fields
    if tracking and known:
        picking.write({'carrier_tracking_ref': tracking})
    elif known and orders_parcel(picking):
        refuse(
            'confirmation-needed',
            '/data/trackingNumber',
            f'Odoo would order a parcel of {picking.carrier_id.name}: name the tracking number',
        )
    if carrier or (tracking and not known):
        picking._message_log(body=f'Shipped by {carrier or "a carrier"}, tracking number {tracking or "unknown"}')


def orders_parcel(picking):
    carrier = picking.carrier_id
    return (
        carrier
        and carrier.delivery_type not in OFFLINE_CARRIERS
        and carrier.integration_level == 'rate_and_ship'
        and picking.picking_type_id.print_label
        and not picking.carrier_tracking_ref
    )


def validate_delivery(picking, final):
    # skip_backorder answers the wizard's question beforehand; check_lines has judged expiry; an SMS would be sent at
    # once, and again when Odoo retries.
    picking.with_context(
        skip_backorder=True, skip_expired=True, skip_sms=True, picking_ids_not_to_backorder=picking.ids if final else []
    ).button_validate()
    # The answer may be a wizard, and nothing is done, or a report to print, and all is.
    if picking.state != 'done':
        refuse('confirmation-needed', '/data', f'Odoo asks for a confirmation before {picking.name} is done')
    if final:
        # An operation type that always makes a rest makes one all the same.
        picking.backorder_ids.action_cancel()


PROCEDURES['shipment.confirmed'] = confirm_shipment
