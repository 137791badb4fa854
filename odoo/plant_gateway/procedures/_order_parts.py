# Orders that people split. A report is booked on the first open part, whole: it has one lot, one consumption. What was
# made beyond that part is not to be made again, so the other parts have less to make, or nothing.


def other_parts(order):
    parts = order.browse()
    for part in order.production_group_id.production_ids.sorted('backorder_sequence'):
        if part != order and part.state in OPEN:
            parts |= part
    return parts


def made_beyond(order, amount):
    """What is reported beyond the part, in the product's own unit."""
    unit = order.product_uom_id
    beyond = unit.round(amount - (order.product_qty - order.qty_produced))
    return unit._compute_quantity(max(beyond, 0), order.product_id.uom_id, rounding_method='HALF-UP')


def lower_parts(posting, parts, beyond, final):
    for part in parts:
        unit, own = part.product_uom_id, part.product_id.uom_id
        waits = unit._compute_quantity(part.product_qty, own, rounding_method='HALF-UP')
        taken = waits if final else min(waits, beyond)
        if own.compare(taken, 0) <= 0:
            continue
        beyond = own.round(beyond - taken)
        if own.compare(taken, waits) < 0:
            make_less(part, own.round(waits - taken))
        elif is_begun(part):
            warn(
                posting,
                f'{part.name} has nothing left to make, and stays open: work or consumption was recorded on it. '
                f'Close it in Odoo',
            )
        else:
            part.action_cancel()


def make_less(part, amount):
    """By the wizard behind the order's quantity, which also lowers components and operations."""
    own = part.product_id.uom_id
    planned = part.x_plant_gateway_planned_unit or part.product_uom_id
    left = held_exactly(part.product_uom_id, own._compute_quantity(amount, part.product_uom_id, round=False))
    if not left:
        to_unit(part, own)
        left = amount
    part.env['change.production.qty'].create({'mo_id': part.id, 'product_qty': left}).change_prod_qty()
    if part.workorder_ids and part.product_uom_id != planned:
        plan_in(part, planned)


def is_begun(part):
    for work_order in part.workorder_ids:
        if work_order.state in ('progress', 'done') or work_order.time_ids:
            return True
    for move in part.move_raw_ids:
        if recorded(move):
            return True
    return False
