# The one rule about goods of a lot that quality holds: they go to a hold place, to rework, to waste or back to the
# supplier, and nowhere else, but for what is free of the lot (_verdict_records.py). It is asked of everything that an
# event has completed, whatever the event, the plant, the location or the sign of the stock; and when components are
# issued, which Odoo completes later.


def ask_verdicts(posting):
    """After the booking: refuses goods of held lots that went where they must not go. A word about the lot has its own
    accounting."""
    moves = posting['moves']
    company = posting['warehouse'].company_id
    if not moves or posting['word'] or not quality_places(company):
        return
    lines = {}
    for line in moves.move_line_ids:
        if line.lot_id and line.quantity:
            lines.setdefault(line.lot_id, []).append(line)
    lots = moves.move_line_ids.lot_id
    standing = verdicts_on(lots)
    waiting = waiting_lots(lots)
    came = lots.browse()
    for lot in lots:
        flows = flows_of(lines.get(lot, []), company)
        if flows['came']:
            came |= lot
        if standing.get(lot.id, {}).get('verdict') in HOLDING:
            ask_verdict(posting, lot, standing[lot.id], flows)
        elif lot.id in waiting:
            ask_release(lot, standing.get(lot.id, {}).get('verdict'), lines.get(lot, []), flows)
    if came:
        touch_lots(came)


def flows_of(lines, company):
    """How much of a lot these done lines moved, by what that is to quality."""
    flows = {'came': 0, 'held': 0, 'stayed': 0, 'spent': 0, 'used': 0, 'let': 0}
    for line in lines:
        flow = flow_of(line, company)
        if flow:
            flows[flow] += line.quantity_product_uom
    return flows


def flow_of(line, company):
    """came: into the open; held: out of it into a hold place; stayed: from one open place to another; spent: to waste
    or back to the supplier; used: to a customer, into an order, to another company or lost in a count; let: out of a
    hold place to where it must not go."""
    source, target = kind_of_place(line.location_id, company), kind_of_place(line.location_dest_id, company)
    wasted = target == 'supplier' or bool(line.move_id.scrap_id)
    if source == 'open':
        if target in ('hold', 'rework'):
            return 'held'
        if target == 'open':
            return 'stayed'
        return 'spent' if wasted else 'used'
    if source in ('hold', 'rework'):
        reworked = source == 'rework' and line.location_dest_id.usage == 'production'
        return '' if target in ('hold', 'rework') or wasted or reworked else 'let'
    if target == 'open':
        return 'came'
    return 'used' if line.location_dest_id.usage == 'customer' else ''


def ask_verdict(posting, lot, standing, flows):
    """Refuses, or lowers what is free by what was used."""
    unit = lot.product_id.uom_id
    there = lying_open(lot)
    before = there + flows['used'] + flows['spent'] + flows['held'] - flows['came'] - flows['let']
    free = unit.round(min(standing['free'], max(before, 0)))
    if unit.compare(flows['let'], 0) > 0:
        refuse_lot_held(lot, standing, f'{shown(flows["let"])} {unit.name} would leave the place where it is held')
    if unit.compare(flows['came'], flows['held']) > 0:
        warehouse = posting['warehouse']
        place = hold_place_in(warehouse)
        refuse_lot_held(
            lot,
            standing,
            f'{shown(flows["came"])} {unit.name} would come into the stock'
            + ('' if place else f', and warehouse {warehouse.code} has no place where goods are held'),
        )
    # What is issued to orders stays with them.
    rest = unit.round(max(free - issued_to_orders(lot), 0))
    for flow in ('used', 'stayed'):
        if unit.compare(flows[flow], rest) > 0:
            refuse_lot_held(lot, standing, f'{shown(flows[flow])} {unit.name} would go, {shown(rest)} are free')
    set_free(lot, min(free - flows['used'], there))


def ask_release(lot, verdict, lines, flows):
    """Of a lot of which some waits in a hold place, nobody takes more than lies outside of it; and nobody finds some of
    it by counting before anybody released it."""
    unit = lot.product_id.uom_id
    name = f'lot {lot.name} of {called(lot.product_id)}'
    there = lying_open(lot)
    if verdict not in LETTING and unit.compare(flows['let'], 0) > 0:
        refuse('lot-held', '/data', f'{name} waits where it is held: goods leave that place by lot.released only')
    if unit.compare(flows['used'] + flows['stayed'], 0) > 0 and unit.compare(there, 0) < 0:
        refuse('lot-held', '/data', f'{name} is held until quality releases it: {shown(-there)} {unit.name} too much')
    for line in lines:
        if line.location_id.usage == 'inventory' and flows['came'] and verdict not in LETTING:
            refuse('lot-held', '/data', f'{name} is held until quality releases it')


def refuse_lot_held(lot, standing, why):
    state = 'has failed' if standing['verdict'] == 'fail' else 'is held by quality'
    name = f'lot {lot.name} of {called(lot.product_id)}'
    refuse('lot-held', '/data', f'{name} {state} ({standing["at"]} UTC): {why}')


def ask_before_issue(moves):
    """Issued components leave the stock when their order is completed; what may not leave then is not issued now."""
    lots = moves.move_line_ids.lot_id
    standing = verdicts_on(lots)
    for lot in lots:
        if standing.get(lot.id, {}).get('verdict') not in HOLDING:
            continue
        unit = lot.product_id.uom_id
        issued = issued_to_orders(lot)
        free = unit.round(min(standing[lot.id]['free'], max(lying_open(lot), 0)))
        if unit.compare(issued, free) > 0:
            refuse_lot_held(
                lot, standing[lot.id], f'{shown(issued)} {unit.name} would be issued in all, {shown(free)} are free'
            )


def issued_to_orders(lot):
    """How much of the lot is issued to orders that are still open, but for what lies in a place for rework."""
    issued = 0
    for line in lot.env['stock.move.line'].search(
        [
            ('move_id.raw_material_production_id', '!=', False),
            ('move_id.manual_consumption', '=', True),
            ('picked', '=', True),
            ('state', 'not in', ('done', 'cancel', 'draft')),
            ('product_id', '=', lot.product_id.id),
            ('lot_id', '=', lot.id),
        ]
    ):
        if kind_of_place(line.location_id, lot.env.company) != 'rework':
            issued += line.quantity_product_uom
    return lot.product_id.uom_id.round(issued)


# What a verdict has released and the gateway has not yet let out: its own event is on the way. Whoever needs it now
# lets it out.


def note_due(posting, lot, missing):
    """Notes what may be let out of the lot so that the event can be booked after all: see `book_one`."""
    rules, product = posting['hold_rules'], lot.product_id
    standing = verdict_on(lot)
    if not rules or standing.get('verdict') not in LETTING or expiry_of(product, lot):
        return
    due = covered(product, lot, rules, standing['at'])
    amount = min(missing, due) if missing else due
    if product.uom_id.compare(amount, 0) > 0:
        posting['due'][lot] = amount


def note_due_of(posting, product):
    """Of all lots of an item of which the event names none."""
    if posting['hold_rules'] and product.tracking != 'none':
        quants = product.env['stock.quant'].search(
            [('product_id', '=', product.id), ('location_id', 'child_of', posting['hold_rules']['hold'].id)]
        )
        for lot in quants.lot_id:
            note_due(posting, lot, 0)


def release_due(posting, due):
    for lot in due:
        let_out(posting, lot.product_id, lot, due[lot], posting['warehouse'].lot_stock_id)
