# When components were issued. Odoo keeps no time of an issue and moves the goods at completion; a count needs to know
# what was off the shelf when somebody counted. Kept on the component's move, a line each: moment|location|lot|quantity,
# in the product's own unit; what is given back is negative.

ISSUED = 'x_plant_gateway_issued'
# More lines than this are folded: the oldest ones of a place and lot become one, with the time of the latest of them.
MOST_ISSUES = 200


def off_shelf(moves):
    """{(location id, lot id): quantity} that is recorded as consumed."""
    total = {}
    for move in moves:
        if recorded(move):
            for line in move.move_line_ids:
                key = (line.location_id.id, line.lot_id.id or 0)
                total[key] = total.get(key, 0) + line.quantity_product_uom
    return total


def note_issued(moves, before, moments):
    """After a record: what is off the shelf now and was not `before`. `moments`: of the events that were recorded, with
    what each of them issued, [(moment, quantity)]."""
    now = off_shelf(moves)
    rows = issues_on(moves[:1])
    timed = sorted(moments)
    for key in sorted(set(now) | set(before)):
        rest = moves.product_id.uom_id.round(now.get(key, 0) - before.get(key, 0))
        while rest:
            moment, most = timed[0]
            part = min(rest, most) if rest > 0 and len(timed) > 1 else rest
            rows.append((moment.strftime(MOMENT), key, part))
            rest = moves.product_id.uom_id.round(rest - part)
            if len(timed) > 1:
                timed[0] = (moment, most - part)
                if timed[0][1] <= 0:
                    timed.pop(0)
    moves[:1].write({ISSUED: issues_text(rows)})


def issues_on(move):
    """[(moment as text, (location id, lot id), quantity)] of a component's move."""
    rows = []
    for line in (move[ISSUED] or '').split('\n'):
        if line:
            moment, location, lot, quantity = line.split('|')
            rows.append((moment, (int(location), int(lot)), float(quantity)))
    return rows


def issues_text(rows):
    kept = sorted(rows)
    if len(kept) > MOST_ISSUES:
        older, kept = kept[: -MOST_ISSUES // 2], kept[-MOST_ISSUES // 2 :]
        folded = {}
        for moment, key, quantity in older:
            folded[key] = (moment, folded.get(key, (moment, 0))[1] + quantity)
        for key in folded:
            kept.insert(0, (folded[key][0], key, folded[key][1]))
    lines = []
    for moment, key, quantity in kept:
        lines.append(f'{moment}|{key[0]}|{key[1]}|{shown(quantity)}')
    return '\n'.join(lines)


def issued_by(move, key, moment):
    total = 0
    for said, place, quantity in issues_on(move):
        if place == key and said <= moment.strftime(MOMENT):
            total += quantity
    return total


def issued_until(product, location, lot, moment):
    """Loose goods that had been taken from this place for orders by the moment, and were still in Odoo's stock then: of
    open orders, and of orders that were completed later. An issue without a time, as people enter it in Odoo, counts
    while its order is open."""
    key = (location.id, lot.id or 0)
    amounts = {}
    for line in product.env['stock.move.line'].search(
        [
            ('move_id.raw_material_production_id', '!=', False),
            ('picked', '=', True),
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('location_id', '=', location.id),
            ('package_id', '=', False),
            ('owner_id', '=', False),
            '|',
            '&',
            ('state', 'not in', ('done', 'cancel', 'draft')),
            ('move_id.manual_consumption', '=', True),
            '&',
            '&',
            ('state', '=', 'done'),
            ('date', '>', moment),
            (f'move_id.{ISSUED}', '!=', False),
        ]
    ):
        amounts[line.move_id] = amounts.get(line.move_id, 0) + line.quantity_product_uom
    total = 0
    for move in amounts:
        issued = max(issued_by(move, key, moment), 0)
        total += min(amounts[move], issued) if move[ISSUED] else amounts[move]
    return total
