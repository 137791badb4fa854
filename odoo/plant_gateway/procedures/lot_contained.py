# lot.contained: goods of a held lot lie where no event brought them, and nobody could ask the verdict first. What lies
# in the open goes back to where it is held; what is gone counts against what was free of the lot. Only the gateway
# sends it, of what lots_by_people.py finds: of a line of a stock move that a person made, or of what lies open.

CONTAINED_KEYS = ('item', 'lot', 'movement')


def contain_lot(posting):
    payload, product, number = payload_about_lot(posting, CONTAINED_KEYS)
    lot = used_lot(product, number, '/data/lot')
    line = movement_of(posting, payload, lot) if 'movement' in payload else False
    touch_lots(lot | line.lot_id if line else lot)
    flow, before = 'open', {}
    if line:
        before = rewritten(line)
        flow = flow_by_hand(line, before) if line.lot_id == lot else 'relabelled'
    standing = verdict_on(lot)
    if standing.get('verdict') in HOLDING:
        standing = count_people(lot, standing)
    if flow == 'relabelled':
        take_note_of_other_lot(line)
    reserved, by_people = take_out_of_transfers(posting, lot, standing)
    back = {'amount': 0, 'held': 0, 'reserved': reserved, 'typed': by_people, 'exposed': 0}
    if posting['hold_rules']:
        put_back(posting, lot, line, flow, standing, back)
    if standing.get('verdict') in HOLDING:
        set_allowed(lot, standing['free'], still_issued(lot, standing['issued']))
        keep_known(lot, standing['known'] | known_now(posting, lot, standing, back))
    if is_bypassed(posting, lot, line, flow, standing, back):
        note_effect(posting, lot, 'bypassed')
    words = words_by_hand(line, flow, before) if line else words_without_movement(lot, standing)
    lot.message_post(body=words + words_of_held(product, back))
    return lot


def known_now(posting, lot, standing, back):
    """What lies open in a warehouse without a hold place. `exposed` of `back`: what nobody was told about."""
    if posting['hold_rules']:
        return {}
    warehouse = posting['warehouse'].id
    lying = exposed_in(lot, standing, warehouse)
    back['exposed'] = lot.product_id.uom_id.round(max(lying - standing['known'].get(warehouse, 0), 0))
    return {warehouse: lying}


def movement_of(posting, payload, lot):
    line = lot.env['stock.move.line'].search(
        [
            ('id', '=', int(number_at(payload, 'movement', '/data/movement'))),
            '|',
            ('lot_id', '=', lot.id),
            ('x_plant_gateway_seen', '=like', f'{lot.id}:%'),
            ('state', '=', 'done'),
            ('company_id', '=', posting['warehouse'].company_id.id),
        ]
    )
    if not line:
        malformed('/data/movement', f'no goods of lot {lot.name} were moved by that')
    return line


def take_note_of_other_lot(line):
    """A person wrote another lot on a done line: it is a line of that one from now on."""
    standing = verdict_on(line.lot_id)
    if standing.get('verdict') in HOLDING:
        count_people(line.lot_id, standing)
    remember_lines(line)


def put_back(posting, lot, line, flow, standing, back):
    """Holds again what can be in the plant's warehouse. `back`: {amount: what it should be, held: what it is, reserved:
    what was taken out of transfers and orders, typed: what of that the gateway's own events had not reserved}."""
    product, unit, warehouse = lot.product_id, lot.product_id.uom_id, posting['warehouse']
    rules = posting['hold_rules']
    if standing.get('verdict') in HOLDING:
        back['amount'] = exposed_in(lot, standing, warehouse.id)
    elif line and awaits_release(posting, line, standing.get('verdict')):
        back['amount'] = line.quantity_product_uom
    parts = []
    if unit.compare(back['amount'], 0) > 0:
        quants = quants_in_open(product, lot, warehouse, rules['hold'])
        if line:
            # Units of a lot are alike: those that came, not those that a delivery waits for.
            quants = beginning_at(quants, line.location_dest_id)
        parts, _issued, rest = parts_to_hold(product, lot, quants, back['amount'], kept_in(product, lot, warehouse))
        back['held'] = unit.round(back['amount'] - rest)
    if flow == 'reworked' and line.location_dest_id._child_of(warehouse.view_location_id):
        left = line.quantity_product_uom
        back['amount'] += left
        for quant in quants_put_there(line):
            taken = min(left, quant.quantity)
            if unit.compare(taken, 0) > 0:
                parts.append((line.location_dest_id, lot, taken, as_it_lies(quant, taken)))
                back['held'] += taken
                left -= taken
    if parts:
        move_through_hold(posting, product, warehouse.view_location_id, rules['hold'], parts)


def quants_put_there(line):
    return line.env['stock.quant'].search(
        [
            ('product_id', '=', line.product_id.id),
            ('lot_id', '=', line.lot_id.id),
            ('location_id', '=', line.location_dest_id.id),
            ('package_id', '=', line.result_package_id.id),
            ('owner_id', '=', line.owner_id.id),
            ('quantity', '>', 0),
        ]
    )


def take_out_of_transfers(posting, lot, standing):
    """Takes from open transfers and orders what they have of a held lot beyond what is free in the plant's warehouse,
    and what would leave its hold place: people typed it in, or Odoo reserved it while it was being held. Answers how
    much, and how much of it not by the events of the gateway: Odoo reserves for others what an event leaves. What was
    issued to orders before, or by an event, stays with them."""
    if standing.get('verdict') not in HOLDING:
        return 0, 0
    warehouse, unit = posting['warehouse'], lot.product_id.uom_id
    promised = []
    total = taken = typed = 0
    for line in lot.env['stock.move.line'].search(
        [
            ('product_id', '=', lot.product_id.id),
            ('lot_id', '=', lot.id),
            ('state', 'not in', ('done', 'cancel')),
            ('quantity_product_uom', '>', 0),
            ('location_id', 'child_of', warehouse.view_location_id.id),
        ],
        order='id desc',
    ):
        if flow_of(line, warehouse.company_id) == 'let':
            taken += line.quantity_product_uom
            typed += line.quantity_product_uom
            line.unlink()
        elif kind_of_place(line.location_id, warehouse.company_id) == 'open':
            total += line.quantity_product_uom
            if not is_issued(line) or (line.write_uid.id != env.uid and since_it_is_held(line, standing)):
                promised.append((line, line.quantity_product_uom, line.write_uid.id != env.uid))
    allowed = allowed_in(lot, standing, warehouse.id)
    for line, amount, by_people in promised:
        beyond = unit.round(min(total - allowed, amount))
        kind = line.picking_id.picking_type_id
        if unit.compare(beyond, 0) <= 0:
            continue
        if is_issued(line) and unit.compare(beyond, amount) < 0:
            # What had been issued to the order before somebody entered more stays with it.
            line.write({'quantity': unit._compute_quantity(amount - beyond, line.product_uom_id)})
        else:
            # Odoo leaves what somebody ticked as picked where its reservation is given up.
            line.unlink()
            beyond = amount
        total -= beyond
        taken += beyond
        typed += beyond if by_people and not is_put_away(kind, warehouse) else 0
    return unit.round(taken), unit.round(typed)


def is_put_away(kind, warehouse):
    """Odoo reserves for the steps into the stock what comes in; it is promised to nobody."""
    return bool(kind) and kind in (warehouse.qc_type_id | warehouse.store_type_id | warehouse.sam_type_id)


def is_bypassed(posting, lot, line, flow, standing, back):
    """Whether somebody must look at it: goods left the place where they were held, more of a held lot went than was
    free of it, or what came back was promised to a delivery or gone before it could be held."""
    unit, holding = lot.product_id.uom_id, standing.get('verdict') in HOLDING
    if unit.compare(back['typed'], 0) > 0 or unit.compare(back['held'], back['amount']) < 0:
        return True
    if flow == 'open':
        return was_renamed(lot, standing) or unit.compare(back['amount'] + back['exposed'], 0) > 0
    if flow == 'came' and not posting['hold_rules']:
        return holding
    if flow in ('edited', 'relabelled'):
        flow = flow_of(line, line.company_id)
        if holding or unit.compare(back['amount'], 0) > 0 or flow == 'let':
            return True
    if flow in ('let', 'counted', 'reworked'):
        return holding or not is_put_by_hand(posting, lot, flow)
    if flow == 'used' and not holding:
        return lot.id in waiting_lots(lot) and unit.compare(lying_open(lot), 0) < 0
    return holding and line.x_plant_gateway_beyond


def was_renamed(lot, standing):
    """Goods of its old name would be those of a lot that nobody has judged."""
    return standing.get('verdict') in HOLDING and (standing['name'] or lot.name) != lot.name


def is_put_by_hand(posting, lot, flow):
    """Whether people took out no more of a lot that waits than they had put into the plant's hold place."""
    if flow != 'let' or not posting['hold_rules']:
        return False
    return lot.product_id.uom_id.compare(put_by_hand(lot.product_id, lot, posting['hold_rules']), 0) >= 0


WHAT_PEOPLE_DID = {
    'came': 'brought in',
    'stayed': 'moved',
    'used': 'let go',
    'spent': 'wasted or sent back',
    'let': 'taken out of the place where it is held',
    'counted': 'counted in the place where it is held',
    'edited': 'left on a line that a person rewrote after it was done',
    'relabelled': 'left on a line on which a person wrote another lot after it was done',
    'aside': 'put where it is held',
    'reworked': 'put where it is reworked',
    '': 'moved',
}


def words_without_movement(lot, standing):
    if was_renamed(lot, standing):
        return (
            f'Quality holds lot {standing["name"]}, which now has the name {lot.name}: '
            'a lot of the old name would be one that nobody has judged'
        )
    return 'Goods lay where no event had brought them'


def words_by_hand(line, flow, before):
    unit = line.product_id.uom_id
    if line.id in before:
        lot, amount, source, target = before[line.id]
        location = line.location_id
        was = f' (before: {shown(amount)} {unit.name} of lot {line.lot_id.browse(lot).name}, '
        was += f'{location.browse(source).complete_name} to {location.browse(target).complete_name})'
    else:
        was = ''
    document = line.picking_id.name or line.move_id.reference or line.move_id.inventory_name or 'Odoo'
    at = line.write_date.strftime(MOMENT)
    words = f'{shown(line.quantity_product_uom)} {unit.name} {WHAT_PEOPLE_DID[flow]} by hand: {document}, '
    words += f'{line.write_uid.name} at {at} UTC, {line.location_id.complete_name} to '
    return words + line.location_dest_id.complete_name + was


def words_of_held(product, back):
    unit = product.uom_id
    words = ''
    if back['amount']:
        words += f'. {shown(back["held"])} {unit.name} are held again'
    if unit.compare(back['held'], back['amount']) < 0:
        words += f', {shown(back["amount"] - back["held"])} {unit.name} were gone before'
    if back['exposed']:
        words += f'. {shown(back["exposed"])} {unit.name} lie where there is no place to hold them'
    if back['reserved']:
        words += f', {shown(back["reserved"])} {unit.name} were taken out of transfers and orders'
    return words


PROCEDURES['lot.contained'] = contain_lot
