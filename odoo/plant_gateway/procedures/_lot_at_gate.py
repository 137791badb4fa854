# The lot at the quality gate that a question is about.

ABOUT_LOT = ('item', 'lot', 'gate')


def lot_at_gate(warehouse, about):
    only_keys(about, ABOUT_LOT, '/about')
    gate = gate_of({'warehouse': warehouse.code, 'policy': {'gate': about.get('gate')}})
    if not gate:
        refuse('gate-not-set-up', '/about/gate', "the plant's profile names no place where goods are held")
    product = item_of(warehouse, text_at(about, 'item', '/about/item'), '/about/item', warehouse.env['product.product'])
    return gate, product, used_lot(product, text_at(about, 'lot', '/about/lot'), '/about/lot')
