# Internal transfers as people make them, with the lines of the event: Odoo does not choose lots or putaway locations.


def transfer(posting, product, source, target, parts, origin, warehouse=False):
    """Moves the parts, [(location, lot, amount, more values)], from below `source` to `target`, with its real time; in
    the plant's own warehouse unless another is given."""
    total = 0
    for part in parts:
        total += part[2]
    warehouse = warehouse or posting['warehouse']
    ends = {'location_id': source.id, 'location_dest_id': target.id, 'company_id': warehouse.company_id.id}
    picking = warehouse.env['stock.picking'].create(
        {
            'picking_type_id': warehouse.int_type_id.id,
            'origin': origin,
            'scheduled_date': booked_at(posting),
            'x_plant_gateway_event': posting['event'],
            'move_ids': [
                Command.create(
                    {
                        'product_id': product.id,
                        'product_uom': product.uom_id.id,
                        'product_uom_qty': total,
                        'origin': origin,
                        'picked': True,
                        **ends,
                    }
                )
            ],
            **ends,
        }
    )
    lines = []
    for location, lot, amount, more in parts:
        # Lines that are created within their move do not get its picking (measured), and people see none in it.
        lines.append(
            {
                'move_id': picking.move_ids.id,
                'picking_id': picking.id,
                'product_id': product.id,
                'product_uom_id': product.uom_id.id,
                'quantity': amount,
                'lot_id': lot.id,
                'picked': True,
                **ends,
                'location_id': location.id,
                **more,
            }
        )
    warehouse.env['stock.move.line'].create(lines)
    # The goods are there already, so no question of Odoo may leave the transfer open. If Odoo asks all the same (a
    # wizard of another module), the event is refused.
    in_period(picking, posting).with_context(skip_backorder=True, skip_expired=True, skip_sms=True).button_validate()
    if picking.state != 'done':
        refuse_dialog(f'moving {called(product)}')
    date_transfers(posting, picking)
    return picking
