# lot.state: how a lot at the gate stands.


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


QUESTIONS['lot.state'] = lot_state
