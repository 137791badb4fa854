# lot.deliveries: which deliveries can go now.


def lot_deliveries(warehouse, about):
    """The deliveries that are ready to go with goods of this lot. Odoo itself reserved the goods for waiting deliveries
    when they entered the stock, by the reservation method of each operation type."""
    _rules, product, lot = lot_asked_about(warehouse, about)
    lines = warehouse.env['stock.move.line'].search(
        [
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('state', '=', 'assigned'),
            '|',
            ('picking_id.picking_type_code', '=', 'outgoing'),
            # Picked or packed for a customer: events name this transfer.
            '&',
            ('picking_id.picking_type_code', '=', 'internal'),
            ('move_id.location_final_id.usage', '=', 'customer'),
            ('picking_id.state', '=', 'assigned'),
            ('location_id', 'child_of', warehouse.view_location_id.id),
        ]
    )
    ready = []
    for picking in lines.picking_id.sorted('id'):
        delivery = {'id': picking.id, 'name': picking.name}
        if picking.origin:
            delivery['origin'] = picking.origin
        if picking.partner_id.ref:
            delivery['customer'] = picking.partner_id.ref
        ready.append(delivery)
    return {'ready': ready}


QUESTIONS['lot.deliveries'] = lot_deliveries
