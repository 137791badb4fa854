# material.consumed: a component was issued to the order. Odoo posts it when the order is completed; until then it is
# recorded on the component's move, where the completion leaves it as it is.

CONSUME_KEYS = ('order', 'item', 'quantity', 'lots')


def consume_material(posting):
    return fold_issues([posting])[0]


def fold_issues(postings):
    """A write for each component, not for each issue."""
    orders = []
    chains = {}
    for posting in postings:
        order, moves, issue = issue_of(posting)
        orders.append(order)
        chain = chains.setdefault(moves, [])
        if not chain or bool(chain[-1][0]['lots']) != bool(issue['lots']):
            chain.append([])
        chain[-1].append(issue)
    for moves in chains:
        for issues in chains[moves]:
            record_alike(moves, issues)
    return orders


def issue_of(posting):
    payload = only_keys(posting['payload'], CONSUME_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    order = open_order(family_of(warehouse, name), name)
    code = text_at(payload, 'item', '/data/item')
    product = item_of(warehouse, code, '/data/item', order.move_raw_ids.product_id)
    moves = component_moves(order, product) or add_component(order, product, '/data/item')
    unit = moves[:1].product_uom
    amount = amount_at(payload, 'quantity', unit, '/data/quantity')
    lots = lots_of_consumption(payload, product, unit, amount, '/data')
    return order, moves, {'posting': posting, 'amount': amount, 'lots': lots}


def record_alike(moves, issues):
    """Issues that all name lots, or none of them. With lots, a write sets the lots of all. Without, Odoo takes more of
    the first line's stock before it keeps the second line, and then what is free: after the first write, writing
    more and more ends where writing it all ends."""
    if len(issues) > 1 and not issues[0]['lots'] and len(moves[:1].move_line_ids) > 1:
        record_issues(moves, issues[:1])
        issues = issues[1:]
    record_issues(moves, issues)


def record_issues(moves, issues):
    """What is there already, and all of these."""
    move = moves[:1]
    before = recorded(move)
    amount = before
    lots = {}
    for issue in issues:
        amount = move.product_uom.round(amount + issue['amount'])
        # The latest first, as each write for itself would put it: the next one without lots takes from the first line.
        lots = with_more(issue['lots'], lots) if issue['lots'] else lots
    if lots and before:
        lots = with_more(lots, lots_before(move))
    shelf = off_shelf(moves)
    consume(moves, amount, lots)
    note_issued(moves, shelf, issue_moments(move, issues))
    posting = strictest(issues)
    check_lines(moves, posting)
    refuse_missing(move, posting)


def issue_moments(move, issues):
    """[(moment, quantity in the product's own unit)]"""
    moments = []
    for issue in issues:
        quantity = move.product_uom._compute_quantity(issue['amount'], move.product_id.uom_id, round=False)
        moments.append((issue['posting']['moment'], quantity))
    return moments


def strictest(issues):
    """What refuses one of them refuses all: then they are booked one by one, and each is judged by its own."""
    posting = dict(issues[0]['posting'])
    for issue in issues:
        posting['moment'] = max(posting['moment'], issue['posting']['moment'])
        posting['refuse_negative'] = posting['refuse_negative'] or issue['posting']['refuse_negative']
    return posting


def with_more(lots, others):
    total = dict(lots)
    for lot in others:
        total[lot] = total.get(lot, 0) + others[lot]
    return total


def lots_before(move):
    """What was recorded before, by lot."""
    lots = {}
    for line in move.move_line_ids:
        if line.lot_id and line.quantity:
            lots[line.lot_id] = lots.get(line.lot_id, 0) + line.product_uom_id._compute_quantity(
                line.quantity, move.product_uom, rounding_method='HALF-UP'
            )
    return lots


PROCEDURES['material.consumed'] = consume_material
FOLDED['material.consumed'] = fold_issues
