# Questions about a lot at the gate.

ABOUT_LOT = ('item', 'lot', 'gate')


def lot_at_gate(warehouse, about):
    only_keys(about, ABOUT_LOT, '/about')
    gate = gate_of({'warehouse': warehouse.code, 'policy': {'gate': about.get('gate')}})
    if not gate:
        refuse('gate-not-set-up', '/about/gate', "the plant's profile names no place where goods are held")
    product = item_of(warehouse, text_at(about, 'item', '/about/item'), '/about/item', warehouse.env['product.product'])
    return gate, product, used_lot(product, text_at(about, 'lot', '/about/lot'), '/about/lot')


def lot_state(warehouse, about):
    """How the lot stands, and what its verdict covers. Quantities in the item's unit."""
    gate, product, lot = lot_at_gate(warehouse, about)
    state = {'held': held(product, lot, gate), 'covered': 0}
    if lot.x_plant_gateway_verdict:
        state['verdict'] = lot.x_plant_gateway_verdict
        state['verdict_at'] = lot.x_plant_gateway_verdict_at.strftime(MOMENT)
        state['verdict_event'] = lot.x_plant_gateway_verdict_event
        if lot.x_plant_gateway_verdict not in HOLDING:
            state['covered'] = covered(product, lot, gate, lot.x_plant_gateway_verdict_at)
    expires = 'expiration_date' in lot._fields and lot.expiration_date
    if expires:
        state['expires'] = expires.strftime(MOMENT)
    return state


def lot_deliveries(warehouse, about):
    """The deliveries that are ready to go with goods of this lot. Odoo itself reserved for what waits when the goods came
    to the stock, as the operation type of each delivery has it."""
    gate, product, lot = lot_at_gate(warehouse, about)
    lines = warehouse.env['stock.move.line'].search([
        ('product_id', '=', product.id), ('lot_id', '=', lot.id), ('state', '=', 'assigned'),
        ('picking_id.picking_type_code', '=', 'outgoing'), ('picking_id.state', '=', 'assigned'),
        ('location_id', 'child_of', warehouse.view_location_id.id)])
    ready = []
    for picking in lines.picking_id.sorted('id'):
        delivery = {'id': picking.id, 'name': picking.name}
        if picking.origin:
            delivery['origin'] = picking.origin
        if picking.partner_id.ref:
            delivery['customer'] = picking.partner_id.ref
        ready.append(delivery)
    return {'ready': ready}


QUESTIONS['lot.state'] = lot_state
QUESTIONS['lot.deliveries'] = lot_deliveries
