# material.returned: a component was given back. What was only recorded as consumed, on the open part of the order, is
# recorded no more; what a completed part consumed comes back into stock by a move of its own.

RETURN_KEYS = ('order', 'item', 'quantity', 'lots')


def return_material(posting):
    return fold_returns([posting])[0]


def fold_returns(postings):
    """One write for each component. A move back into stock has the time of its own event."""
    backs = []
    documents = []
    alike = {}
    for posting in postings:
        of_posting = returns_of(posting)
        documents.append(of_posting[0]['document'])
        for back in of_posting:
            backs.append(back)
            alike.setdefault(back['product'], []).append(back)
    for product in alike:
        chain = alike[product]
        if is_recorded(chain):
            give_back(chain)
        else:
            for back in chain:
                give_back([back])
    for back in backs:
        hold_back(back)
    return documents


def hold_back(back):
    for lot in back['lots']:
        hold_what_came_back(back['posting'], back['product'], lot, back['lots'][lot], back['document'].location_src_id)


def returns_of(posting):
    """What is given back: the item, or the parts of a kit."""
    payload = only_keys(posting['payload'], RETURN_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    family = family_of(warehouse, name)
    document = family.browse()
    for order in family:
        if (order.state == 'done' and document.state not in OPEN) or order.state in OPEN:
            document = order
    if not document:
        open_order(family, name)
    product = item_of(warehouse, text_at(payload, 'item', '/data/item'), '/data/item', family.move_raw_ids.product_id)
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    lots = named_lots(payload, product, sent, '/data')
    backs = []
    for part in kit_parts(document, product, sent, '/data/item'):
        for each in lots.values() if lots else [part]:
            check_rounding(posting, each)
        given = amounts_of(lots) or {only_lot(family, part['product'], name): part['amount']}
        backs.append(
            {'posting': posting, 'family': family, 'document': document, 'product': part['product'], 'lots': given}
        )
    return backs


def only_lot(family, product, name):
    """What was not said: the lot, when only one can be meant."""
    none = product.env['stock.lot']
    if product.tracking == 'none':
        return none
    known = set()
    sources = [recorded_by_lot(open_moves(family, product))]
    for move in done_moves(family, product):
        sources.append(left_of(move))
    for source in sources:
        for lot in source:
            if product.uom_id.compare(source[lot], 0) > 0:
                known.add(lot)
    if len(known) > 1:
        refuse('lot-required', '/data', f'order {name} has several lots of {called(product)}: name those given back')
    for lot in known:
        return lot
    return none


def give_back(backs):
    """From what is recorded first, then from what the latest part consumed."""
    family, product = backs[0]['family'], backs[0]['product']
    wanted = sum_of_lots(backs)
    moves = open_moves(family, product)
    kept = recorded_by_lot(moves)
    rest = {}
    for lot in wanted:
        taken = min(wanted[lot], kept.get(lot, 0))
        if taken:
            kept[lot] = product.uom_id.round(kept[lot] - taken)
        rest[lot] = product.uom_id.round(wanted[lot] - taken)
    if kept != recorded_by_lot(moves):
        shelf = off_shelf(moves)
        record_lots(moves, kept)
        note_issued(moves, shelf, [(backs[-1]['posting']['moment'], 0)])
    for move in done_moves(family, product):
        left = left_of(move)
        for lot in rest:
            amount = min(rest[lot], left.get(lot, 0))
            if product.uom_id.compare(amount, 0) > 0:
                move_back(move, lot, amount, backs[0]['posting'])
                rest[lot] = product.uom_id.round(rest[lot] - amount)
    for lot in rest:
        if product.uom_id.compare(rest[lot], 0) > 0:
            refuse_nothing(backs[0], lot, wanted[lot], wanted[lot] - rest[lot])


def refuse_nothing(back, lot, wanted, there):
    product, unit = back['product'], back['product'].uom_id.name
    name = f'{called(product)} lot {lot.name}' if lot else called(product)
    family = back['family'].production_group_id.name
    refuse(
        'nothing-to-return',
        '/data/quantity',
        f'{shown(wanted)} {unit} of {name} given back, but order {family} has consumed only {shown(there)}',
    )


def sum_of_lots(backs):
    total = {}
    for back in backs:
        for lot in back['lots']:
            total[lot] = total.get(lot, 0) + back['lots'][lot]
    return total


def is_recorded(backs):
    kept = recorded_by_lot(open_moves(backs[0]['family'], backs[0]['product']))
    wanted = sum_of_lots(backs)
    for lot in wanted:
        if backs[0]['product'].uom_id.compare(wanted[lot], kept.get(lot, 0)) > 0:
            return False
    return True


PROCEDURES['material.returned'] = return_material
FOLDED['material.returned'] = fold_returns
