# What events did to lots, and the state of these lots. Read from the database, so that a repeated event gets the same
# answer.


def add_lots(rows, events):
    """Adds `lots` to the row of each event that held, released or judged a lot."""
    rules_of_events = {}
    documents = {}
    for index in range(len(rows)):
        row, rules = rows[index], hold_rules_of(events[index])
        if 'document' in row:
            if rules:
                rules_of_events[row['event']] = rules
            if row['document']['model'] == 'stock.lot':
                documents[row['event']] = row['document']['id']
    moved = moved_through_hold(rules_of_events)
    for event in documents:
        moved.setdefault(event, {}).setdefault(documents[event], 0)
    effects = effects_of(list(documents))
    for row in rows:
        if row['event'] in moved:
            lots = []
            for lot_id in moved[row['event']]:
                lots += lot_after_booking(
                    lot_id,
                    moved[row['event']][lot_id],
                    rules_of_events.get(row['event']),
                    effects.get(row['event'], []),
                )
            row['lots'] = lots


def moved_through_hold(rules_of_events):
    """{event: {lot id: quantity brought into the hold place; negative: taken out}}"""
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


def lot_after_booking(lot_id, amount, rules, effects):
    scope = rules['hold'].env if rules else env(context={})
    lot = scope['stock.lot'].browse(lot_id).exists()
    if not lot:
        return []
    product = lot.product_id
    row = {
        'item': codes_of_items(lot.company_id or scope.company, [product.id])[product.id],
        'lot': lot.name,
        'uom_name': product.uom_id.name,
        'moved': product.uom_id.round(amount),
        'held': held(product, lot, rules) if rules else 0,
    }
    external = product.uom_id.get_external_id()[product.uom_id.id]
    if external:
        row['uom'] = external
    if lot.x_plant_gateway_verdict:
        row['verdict'] = lot.x_plant_gateway_verdict
        row['verdict_at'] = lot.x_plant_gateway_verdict_at.strftime(MOMENT)
        row['decides'] = 'decided' in effects
    for verdict in HOLDING:
        if 'overrode_' + verdict in effects:
            row['overrode'] = verdict
    return [row]
