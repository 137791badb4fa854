# What people do in Odoo with goods of lots, as quality looks at it.


def flow_by_hand(line):
    """As flow_of; edited: of a line that an event had made; counted: by a count into a place for held goods."""
    company = line.company_id
    if line.x_plant_gateway_event:
        return 'edited'
    held_there = kind_of_place(line.location_dest_id, company) in ('hold', 'rework')
    if held_there and line.location_id.usage == 'inventory':
        return 'counted'
    return flow_of(line, company)


def awaits_release(posting, lot, line):
    """Goods of an item that needs a release, which a person brought into the open of the plant's warehouse: made,
    received, returned or found by a count."""
    if kind_of_place(line.location_dest_id, line.company_id) != 'open':
        return False
    if flow_of(line, line.company_id) != 'came' or not line.location_dest_id._child_of(
        posting['warehouse'].view_location_id
    ):
        return False
    returned = line.location_id.usage == 'customer'
    return needs_release(lot.product_id, posting['hold_rules']) and (returned or word_on(lot) not in LETTING)


def since_it_is_held(lot, line):
    """What left before the lot was held was no longer there to be held."""
    standing = verdict_on(lot)
    return standing.get('verdict') in HOLDING and line.write_date >= standing['since'].replace(microsecond=0)
