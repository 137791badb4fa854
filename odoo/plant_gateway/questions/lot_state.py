# lot.state: the disposition of a lot.


def lot_state(warehouse, about):
    """What is held of the lot, and what its verdict covers. Quantities in the item's unit."""
    rules, product, lot = lot_asked_about(warehouse, about)
    state = {'held': in_hold(product, lot, rules), 'covered': 0}
    standing = verdict_on(lot)
    if standing:
        state['verdict'] = standing['verdict']
        state['verdict_at'] = standing['at'].strftime(MOMENT)
        state['verdict_event'] = standing['event']
        if standing['verdict'] not in HOLDING:
            state['covered'] = covered(product, lot, rules, standing['at'])
    expires = 'expiration_date' in lot._fields and lot.expiration_date
    if expires:
        state['expires'] = expires.strftime(MOMENT)
    return state


QUESTIONS['lot.state'] = lot_state
