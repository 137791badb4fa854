# lot.contained: a person moved goods of a held lot in Odoo, and nobody could ask the verdict first. What lies in the
# open goes back to where it is held; what is gone counts against what was free of the lot. Only the gateway sends it,
# of what lots_by_people.py finds.

CONTAINED_KEYS = ('item', 'lot', 'movement')


def contain_lot(posting):
    payload, product, number = payload_about_lot(posting, CONTAINED_KEYS)
    lot = locked(used_lot(product, number, '/data/lot'))
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
    amount = line.quantity_product_uom
    flow = flow_by_hand(line)
    back = put_back(posting, lot, line, flow)
    if is_bypassed(lot, line, flow, back):
        note_effect(posting, lot, 'bypassed')
    if flow == 'used' and since_it_is_held(lot, line):
        set_free(lot, verdict_on(lot)['free'] - amount)
    lot.message_post(body=words_by_hand(line, flow, back))
    return lot


def flow_by_hand(line):
    """As flow_of, and: counted, when a count brought goods into a place for held goods."""
    company = line.company_id
    return flow_of(line, company) or (
        'counted' if kind_of_place(line.location_dest_id, company) in ('hold', 'rework') else ''
    )


def put_back(posting, lot, line, flow):
    """What can be held again of it: {amount: what it should be, held: what it is, unreserved}."""
    product, unit = lot.product_id, lot.product_id.uom_id
    back = {'amount': 0, 'held': 0, 'unreserved': 0}
    if kind_of_place(line.location_dest_id, line.company_id) != 'open' or flow == 'stayed':
        return back
    standing = verdict_on(lot)
    if standing.get('verdict') in HOLDING:
        back['amount'] = unit.round(min(line.quantity_product_uom, max(lying_open(lot) - standing['free'], 0)))
    elif line.location_id.usage == 'customer' and needs_release(product, posting['hold_rules']):
        back['amount'] = line.quantity_product_uom
    rules = posting['hold_rules']
    if not rules or unit.compare(back['amount'], 0) <= 0:
        return back
    quants = free_quants(product, lot, posting['warehouse'], rules['hold'])
    total, reserved = 0, 0
    for quant in quants:
        total += quant.quantity
        reserved += quant.reserved_quantity
    parts, _issued, rest = parts_to_hold(product, lot, quants, back['amount'])
    if parts:
        move_through_hold(posting, product, posting['warehouse'].view_location_id, rules['hold'], parts)
    back['held'] = unit.round(back['amount'] - rest)
    back['unreserved'] = unit.round(max(reserved - (total - back['held']), 0))
    return back


def is_bypassed(lot, line, flow, back):
    """Whether somebody must look at it: goods left the place where they were held, more of a held lot went than was
    free of it, or what came back was promised to a delivery or gone before it could be held."""
    unit = lot.product_id.uom_id
    if flow in ('let', 'counted'):
        return True
    if flow == 'used':
        if word_on(lot) in HOLDING:
            free = verdict_on(lot)['free']
            return since_it_is_held(lot, line) and unit.compare(line.quantity_product_uom, free) > 0
        return lot.id in waiting_lots(lot) and unit.compare(lying_open(lot), 0) < 0
    return unit.compare(back['unreserved'], 0) > 0 or unit.compare(back['held'], back['amount']) < 0


def since_it_is_held(lot, line):
    """What left before the lot was held was no longer there to be held."""
    standing = verdict_on(lot)
    return standing.get('verdict') in HOLDING and line.write_date >= standing['since'].replace(microsecond=0)


WHAT_PEOPLE_DID = {
    'came': 'brought in',
    'stayed': 'moved',
    'used': 'let go',
    'spent': 'wasted or sent back',
    'let': 'taken out of the place where it is held',
    'counted': 'counted in the place where it is held',
    'held': 'put where it is held',
    '': 'moved',
}


def words_by_hand(line, flow, back):
    unit = line.product_id.uom_id
    document = line.picking_id.name or line.move_id.reference or line.move_id.inventory_name or 'Odoo'
    at = line.write_date.strftime(MOMENT)
    words = f'{shown(line.quantity_product_uom)} {unit.name} {WHAT_PEOPLE_DID[flow]} by hand: {document}, '
    words += f'{line.write_uid.name} at {at} UTC, {line.location_id.complete_name} to '
    words += f'{line.location_dest_id.complete_name}'
    if back['amount']:
        words += f'. {shown(back["held"])} {unit.name} are held again'
    if unit.compare(back['held'], back['amount']) < 0:
        words += f', {shown(back["amount"] - back["held"])} {unit.name} were gone before'
    if back['unreserved']:
        words += f', {shown(back["unreserved"])} {unit.name} had been reserved'
    return words


PROCEDURES['lot.contained'] = contain_lot
