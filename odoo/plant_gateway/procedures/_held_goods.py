# The one rule about goods of a lot that quality holds: they go to a hold place, to rework, to waste or back to the
# supplier, and nowhere else, but for what is free of the lot (_verdict_records.py). It is asked of everything that an
# event has completed, whatever the event, the plant, the location or the sign of the stock; and when components are
# issued, which Odoo completes later.


def ask_verdicts(posting):
    """After the booking: refuses goods of held lots that went where they must not go. A word about the lot has its own
    accounting."""
    moves = posting['moves']
    company = posting['warehouse'].company_id
    if not moves or not quality_places(company):
        return
    lines = {}
    for line in moves.move_line_ids:
        if line.lot_id and line.quantity:
            lines.setdefault(line.lot_id, []).append(line)
    lots = moves.move_line_ids.lot_id
    standing = verdicts_on(lots)
    remember_lines(lines_held(moves.move_line_ids, standing))
    if posting['word']:
        return
    waiting = waiting_lots(lots)
    # Calls about such a lot follow each other.
    touched = lots.browse()
    for lot in lots:
        flows = flows_of(lines.get(lot, []), company)
        if 'came' in flows:
            touched |= lot
        if standing.get(lot.id, {}).get('verdict') in HOLDING:
            ask_verdict(posting, lot, standing[lot.id], lines.get(lot, []), flows)
        elif lot.id in waiting:
            touched |= lot
            ask_release(lot, standing.get(lot.id, {}).get('verdict'), lines.get(lot, []), flows)
    touched |= lots_below_zero(lots)
    if touched:
        touch_lots(touched)


def lines_held(lines, standing):
    found = lines.browse()
    for line in lines:
        if standing.get(line.lot_id.id, {}).get('verdict') in HOLDING:
            found |= line
    return found


def flows_of(lines, company):
    """{what a flow is to quality: {warehouse id: how much of a lot these done lines moved}}: from the warehouse for
    `used`, `spent`, `aside` and `out`, into it for `came`, `let` and `in`. `stayed` is what was moved within a
    warehouse, once, however many steps it took."""
    flows = {}
    steps = {}
    for line in lines:
        flow = flow_of(line, company)
        source, target = line.location_id.warehouse_id.id or 0, line.location_dest_id.warehouse_id.id or 0
        amount = line.quantity_product_uom
        if flow == 'stayed' and source == target:
            step = (source, line.location_id, line.location_dest_id)
            steps[step] = steps.get(step, 0) + amount
        elif flow == 'stayed':
            add_flow(flows, 'out', source, amount)
            add_flow(flows, 'in', target, amount)
        elif flow:
            add_flow(flows, flow, target if flow in ('came', 'let') else source, amount)
    for warehouse, _source, _target in steps:
        stayed = flows.setdefault('stayed', {})
        stayed[warehouse] = max(stayed.get(warehouse, 0), steps[(warehouse, _source, _target)])
    return flows


def add_flow(flows, flow, warehouse, amount):
    of_flow = flows.setdefault(flow, {})
    of_flow[warehouse] = of_flow.get(warehouse, 0) + amount


def flow_of(line, company):
    """came: into the open; aside: out of it into a hold place; stayed: from one open place to another; spent: to waste
    or back to the supplier; used: to a customer, into an order, to another company or lost in a count; let: out of a
    hold place to where it must not go."""
    source, target = kind_of_place(line.location_id, company), kind_of_place(line.location_dest_id, company)
    # Odoo lets people send a done scrap elsewhere.
    wasted = target == 'supplier' or bool(line.move_id.scrap_id and line.location_dest_id.usage == 'inventory')
    if source == 'open':
        if target in ('hold', 'rework'):
            return 'aside'
        if target == 'open':
            return 'stayed'
        return 'spent' if wasted else 'used'
    if source in ('hold', 'rework'):
        reworked = source == 'rework' and line.location_dest_id.usage == 'production'
        return '' if target in ('hold', 'rework') or wasted or reworked else 'let'
    if target == 'open':
        return 'came'
    return 'used' if line.location_dest_id.usage == 'customer' else ''


def ask_verdict(posting, lot, standing, lines, flows):
    """Refuses, or lowers what is free by what was used. An order first uses what was issued to it."""
    unit = lot.product_id.uom_id
    standing = count_people(lot, standing)
    issued = dict(standing['issued'])
    by_order = {}
    for line in lines:
        if flow_of(line, lot.env.company) == 'used':
            warehouse = line.location_id.warehouse_id.id or 0
            by_order[warehouse] = by_order.get(warehouse, 0) + take_issued(line, issued)
    if flows.get('let'):
        refuse_lot_held(lot, standing, 'some would leave the place where it is held')
    came, set_aside = sum(flows.get('came', {}).values()), sum(flows.get('aside', {}).values())
    if unit.compare(came, set_aside) > 0:
        warehouse = posting['warehouse']
        nowhere = '' if hold_place_in(warehouse) else f', and {warehouse.code} has no place where goods are held'
        refuse_lot_held(lot, standing, f'{shown(came)} {unit.name} would come into the stock{nowhere}')
    there = open_by_warehouse(lot)
    # What is issued to other orders stays with them.
    others = by_warehouse(issued_to_orders(lot))
    free = dict(standing['free'])
    for warehouse in set(there) | set(free) | touched_by(flows):
        of_order = by_order.get(warehouse, 0)
        gone = amount_of(flows, ('used', 'out'), warehouse) - of_order
        before = there.get(warehouse, 0) + amount_of(flows, ('used', 'spent', 'aside', 'out'), warehouse)
        before -= amount_of(flows, ('came', 'let', 'in'), warehouse)
        rest = unit.round(min(free.get(warehouse, 0), max(before - of_order - others.get(warehouse, 0), 0)))
        for going in (gone, amount_of(flows, ('stayed',), warehouse)):
            if unit.compare(going, rest) > 0:
                refuse_lot_held(lot, standing, f'{shown(going)} {unit.name} would go, {shown(rest)} are free')
        left = rest - gone + amount_of(flows, ('in',), warehouse)
        free[warehouse] = min(left, max(there.get(warehouse, 0) - others.get(warehouse, 0), 0))
    set_allowed(lot, free, still_issued(lot, issued))


def take_issued(line, issued):
    """How much of the line had been issued to its order; lowers `issued`."""
    order = line.move_id.raw_material_production_id
    of = (line.location_id.warehouse_id.id or 0, order.production_group_id.id)
    amount = min(line.quantity_product_uom, issued.get(of, 0)) if order else 0
    if amount:
        issued[of] -= amount
    return amount


def still_issued(lot, issued, lying=False):
    """Of what orders may use, what is still entered on them: nobody gets back what a person took off an order. `lying`:
    see issued_to_orders."""
    now = issued_to_orders(lot, lying)
    still = {}
    for of in issued:
        still[of] = min(issued[of], now.get(of, 0))
    return still


def allowed_in(lot, standing, warehouse):
    """How much of a held lot may be promised in the warehouse."""
    still = by_warehouse(still_issued(lot, standing['issued']))
    return standing['free'].get(warehouse, 0) + still.get(warehouse, 0)


def kept_for_orders(lot, standing, warehouse):
    """How much of it lies in the warehouse for orders that it was issued to, where they take it."""
    return by_warehouse(still_issued(lot, standing['issued'], True)).get(warehouse, 0)


def exposed_in(lot, standing, warehouse):
    """How much of a held lot lies open in the warehouse, and may not."""
    lying, apart = open_by_warehouse(lot), open_by_warehouse(lot, True)
    return exposed_of(lot, standing, warehouse, lying.get(warehouse, 0), apart.get(warehouse, 0))


def exposed_of(lot, standing, warehouse, lying, apart):
    """The same of what lies there: of some that may, all of its places together; else what lies at each."""
    unit = lot.product_id.uom_id
    allowed = standing['free'].get(warehouse, 0) + kept_for_orders(lot, standing, warehouse)
    return unit.round(max(lying - allowed, 0) if unit.compare(allowed, 0) > 0 else apart)


def touched_by(flows):
    found = set()
    for flow in flows:
        found.update(flows[flow])
    return found


def amount_of(flows, kinds, warehouse):
    total = 0
    for kind in kinds:
        total += flows.get(kind, {}).get(warehouse, 0)
    return total


def ask_release(lot, verdict, lines, flows):
    """Of a lot of which some waits in a hold place, nobody takes more than lies outside of it; and nobody finds some of
    it by counting before anybody released it."""
    unit = lot.product_id.uom_id
    name = f'lot {lot.name} of {called(lot.product_id)}'
    there = open_by_warehouse(lot)
    if verdict not in LETTING and 'let' in flows:
        refuse('lot-held', '/data', f'{name} waits where it is held: goods leave that place by lot.released only')
    for warehouse in set() if flows.keys() <= {'came', 'aside'} else touched_by(flows):
        lacking = -there.get(warehouse, 0)
        if unit.compare(lacking, 0) > 0:
            why = f'{shown(lacking)} {unit.name} too much'
            refuse('lot-held', '/data', f'{name} is held until quality releases it: {why}')
    for line in lines:
        if line.location_id.usage == 'inventory' and 'came' in flows and verdict not in LETTING:
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
        touch_lots(lot)
        unit = lot.product_id.uom_id
        counted = count_people(lot, standing[lot.id])
        now, there = issued_to_orders(lot), open_by_warehouse(lot)
        before, total = by_warehouse(still_issued(lot, counted['issued'])), by_warehouse(now)
        free = dict(counted['free'])
        for warehouse in total:
            own = before.get(warehouse, 0)
            most = unit.round(min(free.get(warehouse, 0) + own, max(there.get(warehouse, 0), 0)))
            if unit.compare(total[warehouse], most) > 0:
                why = f'{shown(total[warehouse])} {unit.name} would be issued in all, {shown(most)} are free'
                refuse_lot_held(lot, counted, why)
            free[warehouse] = free.get(warehouse, 0) - max(total[warehouse] - own, 0)
        set_allowed(lot, free, now)
        for place, amount in issued_from_rework(lot):
            there = lying_below(lot, place)
            if unit.compare(amount, there) > 0:
                why = (
                    f'{shown(amount)} {unit.name} would be issued from {place.complete_name}, {shown(there)} lie there'
                )
                refuse_lot_held(lot, counted, why)


def issued_to_orders(lot, lying=False):
    """{(warehouse id, id of a production group): how much of the lot is issued to its orders that are still open}, but
    for what lies in a place for rework. `lying`: no more than lies where the orders take it; an issue of more may have
    been posted, because each is looked at alone."""
    issued, left = {}, {}
    for line in lines_issued(lot):
        if kind_of_place(line.location_id, lot.env.company) != 'rework':
            group = line.move_id.raw_material_production_id.production_group_id.id
            of = (line.location_id.warehouse_id.id or 0, group)
            amount = line.quantity_product_uom
            if lying:
                place = line.location_id
                there = left[place] if place in left else max(lying_below(lot, place), 0)
                amount = min(amount, there)
                left[place] = there - amount
            issued[of] = issued.get(of, 0) + amount
    return issued


def by_warehouse(issued):
    """{warehouse id: how much is issued to all orders}"""
    total = {}
    for warehouse, group in issued:
        total[warehouse] = total.get(warehouse, 0) + issued[(warehouse, group)]
    return total


def issued_from_rework(lot):
    """[(place for rework, how much of the lot is issued from it to orders that are still open)]"""
    issued = {}
    for line in lines_issued(lot):
        if kind_of_place(line.location_id, lot.env.company) == 'rework':
            issued[line.location_id] = issued.get(line.location_id, 0) + line.quantity_product_uom
    return issued.items()


def lines_issued(lot):
    found = []
    for line in lot.env['stock.move.line'].search(
        [
            ('picked', '=', True),
            ('state', 'not in', ('done', 'cancel', 'draft')),
            ('product_id', '=', lot.product_id.id),
            ('lot_id', '=', lot.id),
        ]
    ):
        if is_issued(line):
            found.append(line)
    return found


def is_issued(line):
    """Whether an event or a person entered it as consumed on an order that is still open."""
    return bool(line.move_id.raw_material_production_id) and line.move_id.manual_consumption and line.picked


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
