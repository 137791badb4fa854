# lot.held: quality holds a lot, or some of it.

LOT_HELD_KEYS = ('item', 'lot', 'quantity', 'reason', 'person')


def hold_lot(posting):
    payload, product, number = payload_about_lot(posting, LOT_HELD_KEYS)
    required_hold_rules(posting)
    lot = lot_to_hold(product, number)
    amount = amount_of_lot(posting, payload, product)
    decides = judge(posting, lot, 'held')
    if decides:
        hold(posting, product, lot, amount)
    reason = optional_text_at(payload, 'reason', '/data/reason', 200)
    words = f'Held {shown(amount)} {product.uom_id.name}' if amount else 'Held'
    write_down(lot, posting, f'{words}: {reason}' if reason else words, payload, not decides)
    return lot


PROCEDURES['lot.held'] = hold_lot
