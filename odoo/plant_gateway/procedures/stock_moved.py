# stock.moved: goods went from one place of the warehouse to another. An internal transfer, as people make them, with
# the lines that the plant says: Odoo's own choice of lots and putaway places is not asked.

MOVE_KEYS = ('item', 'quantity', 'from', 'to', 'lots', 'reference')


def move_stock(posting):
    payload = only_keys(posting['payload'], MOVE_KEYS, '/data')
    warehouse = posting['warehouse']
    product = stocked_item(warehouse, payload)
    source = location_of(warehouse, text_at(payload, 'from', '/data/from'), '/data/from')
    target = location_of(warehouse, text_at(payload, 'to', '/data/to'), '/data/to')
    if source == target:
        refuse('same-location', '/data/to', f'the goods would stay at {source.complete_name}')
    amounts = moved_amounts(payload, product)
    for lot in amounts:
        loose, rest = lying_loose(product, source, lot)
        if product.uom_id.compare(loose, amounts[lot]) < 0:
            if rest:
                refuse_packaged(product, source, '/data/from')
            # Parallel calls are seen below. Of a serial that lies elsewhere Odoo would only say that it is assigned.
            if posting['refuse_negative']:
                refuse_short(product, source, lot, amounts[lot], loose)
    origin = optional_text_at(payload, 'reference', '/data/reference') or posting['event']
    picking = transfer(posting, product, source, target, amounts, origin)
    # The goods are there already: no question of Odoo's may leave the transfer open. What Odoo asks all the same
    # (a module's own wizard) is refused below.
    picking.with_context(skip_backorder=True, skip_expired=True, skip_sms=True).button_validate()
    if picking.state != 'done':
        refuse('confirmation-needed', '/data', f'Odoo asks for a confirmation before it moves {product.default_code}')
    lines = picking.move_ids.move_line_ids
    refuse_negative(lines, posting)
    picking.write({'date_done': posting['moment']})
    picking.move_ids.write({'date': posting['moment']})
    lines.write({'date': posting['moment']})
    return picking


def moved_amounts(payload, product):
    """{lot: amount}; under no lot for an item that is not tracked."""
    unit = product.uom_id
    amount = amount_at(payload, 'quantity', unit, '/data/quantity')
    lots = lots_of_consumption(payload, product, unit, amount, '/data')
    if product.tracking == 'none':
        return {product.env['stock.lot']: amount}
    if not lots:
        refuse('lot-required', '/data/lots', f'{product.default_code} is tracked by {product.tracking}')
    return lots


def transfer(posting, product, source, target, amounts, origin):
    total = 0
    for lot in amounts:
        total += amounts[lot]
    warehouse = posting['warehouse']
    ends = {'location_id': source.id, 'location_dest_id': target.id, 'company_id': warehouse.company_id.id}
    picking = warehouse.env['stock.picking'].create({
        'picking_type_id': warehouse.int_type_id.id, 'origin': origin, 'scheduled_date': posting['moment'],
        'x_plant_gateway_event': posting['event'],
        'move_ids': [Command.create({
            'product_id': product.id, 'product_uom': product.uom_id.id, 'product_uom_qty': total,
            'origin': origin, 'picked': True, **ends,
        })], **ends,
    })
    lines = []
    for lot in amounts:
        # Lines that are created within their move do not get its picking (measured), and people see none in it.
        lines.append({
            'move_id': picking.move_ids.id, 'picking_id': picking.id, 'product_id': product.id,
            'product_uom_id': product.uom_id.id, 'quantity': amounts[lot], 'lot_id': lot.id, 'picked': True, **ends,
        })
    warehouse.env['stock.move.line'].create(lines)
    return picking


PROCEDURES['stock.moved'] = move_stock
