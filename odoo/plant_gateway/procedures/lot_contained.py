# lot.contained: goods of a held lot lie where no event brought them, and nobody could ask the verdict first. What lies
# in the open goes back to where it is held; what is gone counts against what was free of the lot. Only the gateway
# sends it, of what lots_by_people.py finds: of a line of a stock move that a person made, or of what lies open.

CONTAINED_KEYS = ('item', 'lot', 'movement')


def contain_lot(posting):
    payload, product, number = payload_about_lot(posting, CONTAINED_KEYS)
    lot = locked(used_lot(product, number, '/data/lot'))
    line = movement_of(posting, payload, lot) if 'movement' in payload else False
    flow = flow_by_hand(line) if line else 'open'
    if line:
        count_used(posting, lot, line, flow)
    back = put_back(posting, lot, line)
    if is_bypassed(posting, lot, line, flow, back):
        note_effect(posting, lot, 'bypassed')
    words = words_by_hand(line, flow) if line else 'Goods lay where no event had brought them'
    lot.message_post(body=words + words_of_held(product, back))
    return lot


def movement_of(posting, payload, lot):
    line = lot.env['stock.move.line'].search(
        [
            ('id', '=', int(number_at(payload, 'movement', '/data/movement'))),
            ('lot_id', '=', lot.id),
            ('state', '=', 'done'),
            ('company_id', '=', posting['warehouse'].company_id.id),
        ]
    )
    if not line:
        malformed('/data/movement', f'no goods of lot {lot.name} were moved by that')
    return line


def count_used(posting, lot, line, flow):
    """What left the plant's warehouse, or went to another one, takes what was free of it along."""
    posting['before'] = verdict_on(lot).get('free', {})
    source, target = line.location_id.warehouse_id.id or 0, line.location_dest_id.warehouse_id.id or 0
    if not since_it_is_held(lot, line) or source != posting['warehouse'].id or source == target:
        return
    if flow in ('used', 'stayed'):
        free = posting['before']
        taken = min(line.quantity_product_uom, free.get(source, 0))
        changed = free | {source: free.get(source, 0) - taken}
        if flow == 'stayed':
            changed[target] = free.get(target, 0) + taken
        set_free(lot, changed)


def put_back(posting, lot, line):
    """What can be held again in the plant's warehouse: {amount: what it should be, held: what it is, unreserved}."""
    product, unit, warehouse = lot.product_id, lot.product_id.uom_id, posting['warehouse']
    back = {'amount': 0, 'held': 0, 'unreserved': 0}
    standing = verdict_on(lot)
    if standing.get('verdict') in HOLDING:
        there = open_by_warehouse(lot).get(warehouse.id, 0)
        back['amount'] = unit.round(max(there - standing['free'].get(warehouse.id, 0), 0))
    elif line and awaits_release(posting, lot, line):
        back['amount'] = line.quantity_product_uom
    rules = posting['hold_rules']
    if not rules:
        return back
    quants = free_quants(product, lot, warehouse, rules['hold'])
    total, reserved = 0, 0
    for quant in quants:
        total += quant.quantity
        reserved += quant.reserved_quantity
    if unit.compare(back['amount'], 0) > 0:
        parts, _issued, rest = parts_to_hold(product, lot, quants, back['amount'])
        if parts:
            move_through_hold(posting, product, warehouse.view_location_id, rules['hold'], parts)
        back['held'] = unit.round(back['amount'] - rest)
        back['unreserved'] = unit.round(max(reserved - (total - back['held']), 0))
    if standing.get('verdict') in HOLDING:
        back['unreserved'] += unreserve(lot, warehouse, standing['free'].get(warehouse.id, 0))
    return back


def unreserve(lot, warehouse, free):
    """Takes from transfers what they have of a held lot beyond what is free: Odoo may have reserved it while it was
    being held, and then reserves goods that are not there. Answers how much."""
    unit = lot.product_id.uom_id
    promised = []
    total = 0
    for line in lot.env['stock.move.line'].search(
        [
            ('product_id', '=', lot.product_id.id),
            ('lot_id', '=', lot.id),
            ('state', 'in', ('assigned', 'partially_available')),
            ('location_id', 'child_of', warehouse.view_location_id.id),
            ('move_id.raw_material_production_id', '=', False),
        ],
        order='id desc',
    ):
        if kind_of_place(line.location_id, warehouse.company_id) == 'open':
            promised.append(line)
            total += line.quantity_product_uom
    taken = 0
    for line in promised:
        if unit.compare(total - taken, free) <= 0:
            break
        taken += line.quantity_product_uom
        line.move_id._do_unreserve()
    return taken


def is_bypassed(posting, lot, line, flow, back):
    """Whether somebody must look at it: goods left the place where they were held, more of a held lot went than was
    free of it, or what came back was promised to a delivery or gone before it could be held."""
    unit = lot.product_id.uom_id
    if flow in ('let', 'counted', 'edited'):
        return True
    if flow == 'open':
        return unit.compare(back['amount'] + back['unreserved'], 0) > 0
    if flow == 'used':
        if word_on(lot) in HOLDING:
            free = posting['before'].get(line.location_id.warehouse_id.id or 0, 0)
            return since_it_is_held(lot, line) and unit.compare(line.quantity_product_uom, free) > 0
        return lot.id in waiting_lots(lot) and unit.compare(lying_open(lot), 0) < 0
    return unit.compare(back['unreserved'], 0) > 0 or unit.compare(back['held'], back['amount']) < 0


WHAT_PEOPLE_DID = {
    'came': 'brought in',
    'stayed': 'moved',
    'used': 'let go',
    'spent': 'wasted or sent back',
    'let': 'taken out of the place where it is held',
    'counted': 'counted in the place where it is held',
    'edited': 'left on a line that an event had made and a person changed',
    'held': 'put where it is held',
    '': 'moved',
}


def words_by_hand(line, flow):
    unit = line.product_id.uom_id
    document = line.picking_id.name or line.move_id.reference or line.move_id.inventory_name or 'Odoo'
    at = line.write_date.strftime(MOMENT)
    words = f'{shown(line.quantity_product_uom)} {unit.name} {WHAT_PEOPLE_DID[flow]} by hand: {document}, '
    words += f'{line.write_uid.name} at {at} UTC, {line.location_id.complete_name} to '
    return words + line.location_dest_id.complete_name


def words_of_held(product, back):
    unit = product.uom_id
    words = ''
    if back['amount']:
        words += f'. {shown(back["held"])} {unit.name} are held again'
    if unit.compare(back['held'], back['amount']) < 0:
        words += f', {shown(back["amount"] - back["held"])} {unit.name} were gone before'
    if back['unreserved']:
        words += f', {shown(back["unreserved"])} {unit.name} had been reserved'
    return words


PROCEDURES['lot.contained'] = contain_lot
