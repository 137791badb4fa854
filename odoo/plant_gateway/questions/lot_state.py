# lot.state: the disposition of a lot.


def lot_state(warehouse, about):
    """What is held of the lot, and what its verdict covers. Quantities in the item's unit."""
    rules, product, lot = lot_asked_about(warehouse, about)
    state = {'held': held(product, lot, rules), 'covered': 0}
    if lot.x_plant_gateway_verdict:
        state['verdict'] = lot.x_plant_gateway_verdict
        state['verdict_at'] = lot.x_plant_gateway_verdict_at.strftime(MOMENT)
        state['verdict_event'] = lot.x_plant_gateway_verdict_event
        if lot.x_plant_gateway_verdict not in HOLDING:
            state['covered'] = covered(product, lot, rules, lot.x_plant_gateway_verdict_at)
    expires = 'expiration_date' in lot._fields and lot.expiration_date
    if expires:
        state['expires'] = expires.strftime(MOMENT)
    return state


QUESTIONS['lot.state'] = lot_state
