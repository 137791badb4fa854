# What events did to lots, and the state of these lots. Read from the database, so that a repeated event gets the same
# answer.


def add_lots(rows, events):
    """Adds `lots` to the row of each event that held, released or judged a lot."""
    warehouses = {}
    rules_of_events = {}
    documents = {}
    for index in range(len(rows)):
        row, rules = rows[index], hold_rules_of(events[index])
        if 'document' in row:
            warehouses[row['event']] = warehouse_for(events[index])
            if rules:
                rules_of_events[row['event']] = rules
            if row['document']['model'] == 'stock.lot':
                documents[row['event']] = row['document']['id']
    moved = moved_through_hold(rules_of_events)
    for event in documents:
        moved.setdefault(event, {}).setdefault(documents[event], 0)
    effects = effects_of(list(documents))
    for row in rows:
        event = row['event']
        if event in moved:
            lots = []
            for lot_id in moved[event]:
                lot = warehouses[event].env['stock.lot'].browse(lot_id).exists()
                if lot:
                    amount = moved[event][lot_id]
                    after = lot_after_booking(lot, amount, rules_of_events.get(event), effects.get(event, []))
                    if event in documents:
                        after.update(held_elsewhere(lot, warehouses[event]))
                    lots.append(after)
            row['lots'] = lots


def moved_through_hold(rules_of_events):
    """{event: {lot id: quantity brought into the plant's own hold place; negative: taken out}}"""
    moved = {}
    if not rules_of_events:
        return moved
    for event, lot, source, target, amount in env(context={})['stock.move.line']._read_group(
        [('x_plant_gateway_gate', 'in', list(rules_of_events)), ('state', '=', 'done')],
        ['x_plant_gateway_gate', 'lot_id', 'location_id', 'location_dest_id'],
        ['quantity_product_uom:sum'],
    ):
        hold_place = rules_of_events[event]['hold']
        sign = int(target._child_of(hold_place)) - int(source._child_of(hold_place))
        if lot:
            of_event = moved.setdefault(event, {})
            of_event[lot.id] = of_event.get(lot.id, 0) + sign * amount
    return moved


def lot_after_booking(lot, amount, rules, effects):
    product = lot.product_id
    row = {
        'item': codes_of_items(lot.env.company, [product.id])[product.id],
        'lot': lot.name,
        'uom_name': product.uom_id.name,
        'moved': product.uom_id.round(amount),
        'held': in_hold(product, lot, rules) if rules else 0,
    }
    external = product.uom_id.get_external_id()[product.uom_id.id]
    if external:
        row['uom'] = external
    standing = verdict_on(lot)
    if standing:
        row['verdict'] = standing['verdict']
        row['verdict_at'] = standing['at'].strftime(MOMENT)
        row['decides'] = 'decided' in effects
    for verdict in HOLDING:
        if 'overrode_' + verdict in effects:
            row['overrode'] = verdict
    if 'bypassed' in effects:
        row['bypassed'] = True
    return row


def held_elsewhere(lot, warehouse):
    """What the other warehouses of the company hold of a lot that a word was about: their plants act on it, too."""
    there = {}
    for location, amount in lot.env['stock.quant']._read_group(
        [('product_id', '=', lot.product_id.id), ('lot_id', '=', lot.id)], ['location_id'], ['quantity:sum']
    ):
        other = location.warehouse_id
        if other != warehouse and kind_of_place(location, warehouse.company_id) == 'hold':
            there[other] = there.get(other, 0) + amount
    found = []
    for other in there:
        amount = lot.product_id.uom_id.round(there[other])
        if lot.product_id.uom_id.compare(amount, 0) > 0:
            found.append({'warehouse': other.code, 'name': other.name, 'held': amount})
    return {'elsewhere': found} if found else {}
