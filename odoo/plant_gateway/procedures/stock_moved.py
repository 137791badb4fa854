# stock.moved: goods went from one place of the warehouse to another.

MOVE_KEYS = ('item', 'quantity', 'from', 'to', 'lots', 'reference')


def move_stock(posting):
    payload = only_keys(posting['payload'], MOVE_KEYS, '/data')
    warehouse = posting['warehouse']
    product = stocked_item(warehouse, payload)
    source = location_of(warehouse, text_at(payload, 'from', '/data/from'), '/data/from')
    target = location_of(warehouse, text_at(payload, 'to', '/data/to'), '/data/to')
    if source == target:
        refuse('same-location', '/data/to', f'the goods would stay at {source.complete_name}')
    refuse_hold_place(posting, source, '/data/from')
    refuse_hold_place(posting, target, '/data/to')
    amounts = moved_amounts(posting, payload, product)
    for lot in amounts:
        loose, rest = lying_loose(product, source, lot)
        if product.uom_id.compare(loose, amounts[lot]) < 0:
            if rest:
                refuse_packaged(product, source, lot, '/data/from')
            refuse_held_stock(product, lot, posting, amounts[lot] - loose)
            # Parallel calls are seen below. Of a serial that lies elsewhere Odoo would only say that it is assigned.
            if posting['refuse_negative']:
                refuse_short(product, source, lot, amounts[lot], loose)
    origin = optional_text_at(payload, 'reference', '/data/reference') or posting['event']
    parts = []
    for lot in amounts:
        parts.append((source, lot, amounts[lot], {}))
    picking = transfer(posting, product, source, target, parts, origin)
    sent = {}
    for lot in amounts:
        sent[(product, lot)] = amounts[lot]
    check_goods(sent, picking.move_ids)
    refuse_negative(picking.move_ids.move_line_ids, posting)
    return picking


def moved_amounts(posting, payload, product):
    """{lot: amount}; under no lot for an item that is not tracked."""
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    lots = named_lots(payload, product, sent, '/data')
    check_parts(posting, sent, lots)
    if product.tracking == 'none':
        return {product.env['stock.lot']: sent['amount']}
    if not lots:
        refuse_unnamed(product, '/data/lots', 'lots', 'serial numbers as lots')
    return amounts_of(lots)


PROCEDURES['stock.moved'] = move_stock
