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
    family = delivery_family(warehouse, name)
    chain = chain_of(family)
    lock_pickings(chain)
    refuse_closed(chain, family, name)
    if 'sales_order' in payload:
        check_sales_order(chain, name, text_at(payload, 'sales_order', '/data/salesOrder'))
    chain = parts_to_deliver(chain, family)
    if 'lines' in payload:
        wants = named_items(posting, chain, name, list_at(payload, 'lines', '/data/lines'))
    else:
        wants = all_items(moves_to_deliver(chain))
    deliveries = ship_through(chain, wants, posting)
    amounts = {}
    for product in wants:
        amount, lots, _pointer = wants[product]
        for lot in lots or [product.env['stock.lot']]:
            amounts[(product, lot)] = lots[lot] if lots else amount
    check_goods(amounts, deliveries.move_ids)
    return deliveries[:1]


def named_items(posting, chain, name, entries):
    """{product: (amount, lots, pointer)} of the items named; the others are left as they are reserved."""
    if not entries:
        malformed('/data/lines', 'a shipment has lines')
    moves = moves_to_deliver(chain)
    warehouse = chain.picking_type_id.warehouse_id
    wants = {}
    named = set()
    for index, entry in enumerate(entries):
        pointer = f'/data/lines/{index}'
        only_keys(entry, ('item', 'quantity', 'lots', 'serials'), pointer)
        code = text_at(entry, 'item', pointer + '/item')
        product = item_of(warehouse, code, pointer + '/item', moves.product_id)
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
        parts = {product: sent['amount']}
        if product not in moves.product_id:
            parts = parts_of_kit(moves, product, sent['amount'])
            if not parts:
                refuse('item-not-on-delivery', pointer + '/item', f'{code} is not to be delivered by {name}')
            if entry.get('lots') or entry.get('serials'):
                refuse('item-not-tracked', pointer, f'{code} is a kit: name the lots of its parts')
            lots = {}
            check_rounding(posting, sent)
        elif 'serials' in entry:
            lots = shipped_serials(product, entry, sent['amount'], pointer)
        else:
            named_parts = named_lots(entry, product, sent, pointer)
            check_parts(posting, sent, named_parts)
            lots = amounts_of(named_parts)
        if product in named:
            malformed(pointer + '/item', f'{code} is named twice')
        named.add(product)
        for part in parts:
            want(wants, part, parts[part], lots, pointer)
    return wants


def want(wants, part, amount, lots, pointer):
    """A part of two kits, or of a kit and alone, leaves for both."""
    if part in wants:
        before, other_lots, _pointer = wants[part]
        if lots or other_lots:
            refuse(
                'lot-required',
                pointer,
                f'{called(part)} is shipped by itself and as part of a kit, or in two kits: send one event for each',
            )
        amount += before
    wants[part] = (part.uom_id.round(amount), lots, pointer)


def all_items(moves):
    """All that is still to leave. Where a step waits for the one before it, its goods are counted there."""
    wants = {}
    for product in moves.product_id:
        amount = 0
        for move in moves:
            if move.product_id == product and not move.move_dest_ids & moves:
                amount += move.product_qty
        wants[product] = (product.uom_id.round(amount), {}, '/data')
    return wants


PROCEDURES['shipment.confirmed'] = confirm_shipment
