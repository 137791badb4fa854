# lot.released: quality lets goods out of the hold place, to the stock or to be reworked. All of the lot: then it is the
# verdict on it. A part, or goods to be reworked: what was said of the rest stands.

LOT_RELEASED_KEYS = ('item', 'lot', 'quantity', 'use', 'reason', 'person')


def release_lot(posting):
    payload, product, number = payload_about_lot(posting, LOT_RELEASED_KEYS)
    rules = required_hold_rules(posting)
    use = payload.get('use')
    if use not in ('stock', 'rework'):
        malformed('/data/use', 'use must be stock or rework')
    lot = lot_in_warehouse(posting, product, number)
    before = verdict_on(lot)
    if before.get('verdict') in HOLDING:
        before = count_people(lot, before)
    target = posting['warehouse'].lot_stock_id if use == 'stock' else rules['rework']
    if not target:
        refuse('gate-not-set-up', '/data/use', "the plant's profile names no place for rework")
    amount = amount_of_lot(posting, payload, product)
    expired = expiry_of(product, lot)
    if use == 'stock' and expired:
        refuse('lot-expired', '/data/lot', expired)
    stands = is_latest(posting, lot, 'released') if amount or use == 'rework' else judge(posting, lot, 'released')
    if stands:
        free = covered(product, lot, rules, posting['moment'])
        if amount and product.uom_id.compare(free, amount) < 0:
            refuse(
                'insufficient-stock',
                '/data/quantity/value',
                f'{shown(amount)} {product.uom_id.name} of {called(product)} lot {lot.name} were to be released, '
                f'by {posting["moment"]} UTC only {shown(free)} {product.uom_id.name} were held by events',
            )
        let_out(posting, product, lot, amount or free, target)
        if amount and use == 'stock' and before.get('verdict') in HOLDING:
            warehouse = posting['warehouse'].id
            free = before['free'] | {warehouse: before['free'].get(warehouse, 0) + amount}
            set_allowed(lot, free, before['issued'])
        if not amount:
            warn_of_rest(posting, product, lot, rules, 0)
        if use == 'stock' and before.get('verdict') in HOLDING:
            note_effect(posting, lot, 'overrode_' + before['verdict'])
    reason = optional_text_at(payload, 'reason', '/data/reason', 200)
    words = 'Released' if use == 'stock' else 'Released for rework'
    words += f' {shown(amount)} {product.uom_id.name}' if amount else ''
    write_down(lot, posting, f'{words}: {reason}' if reason else words, payload, not stands)
    return lot


PROCEDURES['lot.released'] = release_lot
