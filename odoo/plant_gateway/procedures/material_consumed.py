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
        order, issues = issues_of(posting)
        orders.append(order)
        for moves, issue in issues:
            chain = chains.setdefault(moves, [])
            if not chain or bool(chain[-1][0]['lots']) != bool(issue['lots']):
                chain.append([])
            chain[-1].append(issue)
    for moves in chains:
        for issues in chains[moves]:
            record_alike(moves, issues)
    return orders


def issues_of(posting):
    """(order, [(moves, issue)]): one for each part of a kit."""
    payload = only_keys(posting['payload'], CONSUME_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    order = open_order(family_of(warehouse, name), name)
    code = text_at(payload, 'item', '/data/item')
    product = item_of(warehouse, code, '/data/item', order.move_raw_ids.product_id)
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    lots = named_lots(payload, product, sent, '/data')
    issues = []
    for part, moves in used_parts(order, product, sent, '/data/item'):
        for each in lots.values() if lots else [part]:
            check_rounding(posting, each)
        issues.append((moves, {'posting': posting, 'sent': part, 'lots': amounts_of(lots)}))
    return order, issues


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
    unit = moves.product_id.uom_id
    before = recorded_by_lot(moves)
    amount = 0
    for lot in before:
        amount += before[lot]
    lots = {}
    for issue in issues:
        amount = unit.round(amount + sum_of(issue))
        # The latest first, as each write for itself would put it: the next one without lots takes from the first line.
        lots = with_more(issue['lots'], lots) if issue['lots'] else lots
    if lots and before:
        lots = with_more(lots, before)
    shelf = off_shelf(moves)
    consume(moves, amount, lots)
    note_issued(moves, shelf, issue_moments(issues))
    booked = 0
    for move in moves:
        booked += recorded(move)
    if not same_amount(unit.round(booked), amount):
        check_amount(issues[-1]['posting'], dict(issues[-1]['sent'], amount=amount), booked)
    posting = strictest(issues)
    check_lines(moves, posting)
    refuse_missing(moves[:1], posting)
    ask_before_issue(moves)


def sum_of(issue):
    """What Odoo keeps of an issue: of each lot for itself, where it names lots."""
    total = 0
    for lot in issue['lots']:
        total += issue['lots'][lot]
    return total or issue['sent']['amount']


def issue_moments(issues):
    """[(moment, quantity in the product's own unit)]"""
    moments = []
    for issue in issues:
        moments.append((issue['posting']['moment'], sum_of(issue)))
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


PROCEDURES['material.consumed'] = consume_material
FOLDED['material.consumed'] = fold_issues
