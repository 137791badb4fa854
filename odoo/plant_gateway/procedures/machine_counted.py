# machine.counted: what a machine's counter shows. Kept in fields of our own beside the order's quantity.
# `qty_producing`, which people see there, is not for it: set as it is, Odoo's button completes the order without
# consuming anything (measured with a flexible bill of materials: 4 made, no component taken), and set with its
# onchange, it picks the components.

READING_KEYS = ('machine', 'order', 'operation', 'count', 'scrap_count')


def count_machine(posting):
    return fold_counts([posting])[0]


def fold_counts(postings):
    """An update for each order or operation: of its readings the latest wins, in whatever sequence they come."""
    documents = []
    latest = {}
    for posting in postings:
        document, counted, reading = reading_of(posting)
        documents.append(document)
        if counted and (counted not in latest or is_not_older(reading, latest[counted]['x_plant_gateway_counted_at'])):
            latest[counted] = reading
    for counted in latest:
        if is_not_older(latest[counted], counted.x_plant_gateway_counted_at):
            counted.write(latest[counted])
    return documents


def is_not_older(reading, than):
    return not than or reading['x_plant_gateway_counted_at'] >= than


def reading_of(posting):
    """(document, the record that shows the reading if any, its values)"""
    payload = only_keys(posting['payload'], READING_KEYS, '/data')
    warehouse = posting['warehouse']
    machine = machine_of(warehouse, text_at(payload, 'machine', '/data/machine'), '/data/machine')
    if 'order' not in payload:
        return machine, False, {}
    name = text_at(payload, 'order', '/data/order')
    operation = optional_text_at(payload, 'operation', '/data/operation')
    family = family_of(warehouse, name)
    order = counted_part(family, name)
    unit = order.product_uom_id
    made = order.product_id
    scrapped = 'scrap_count' in payload and shown_in(
        posting, payload, 'scrap_count', made, unit, '/data/scrapCount', True
    )
    reading = {
        'x_plant_gateway_count': shown_in(posting, payload, 'count', made, unit, '/data/count', True),
        'x_plant_gateway_scrap_count': scrapped or 0,
        'x_plant_gateway_counted_at': posting['moment'],
    }
    counted = only_operation(order, {'operation': operation}, '/data') if operation else order
    # Machines count on for a while; a completed order has its quantity, a cancelled one needs none.
    return order, counted if order.state in OPEN else False, reading


def counted_part(family, name):
    """The part that is still to be made, else the latest one."""
    latest = family.browse()
    for order in family:
        if order.state in OPEN:
            return order
        if order.state != 'draft':
            latest = order
    return latest or open_order(family, name)


PROCEDURES['machine.counted'] = count_machine
FOLDED['machine.counted'] = fold_counts
