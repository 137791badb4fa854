# Production orders in a unit that cannot hold what was reported: 4 kg of an order in tonnes are 0.00 t, because Odoo
# keeps the same decimals in every unit. Such an order is changed to the unit of its product, in which the stock is
# kept: then the report, the components that follow it and what is left to make are exact.


def hold_report(posting, order, sent):
    """The reported quantity in the unit of the order, which is changed where it cannot hold it."""
    unit = order.product_uom_id
    exact = sent['given']._compute_quantity(sent['value'], unit, round=False)
    amount = unit.round(exact)
    if unit == order.product_id.uom_id or (amount and same_amount(exact, amount)):
        return sent['amount'] if unit == order.product_id.uom_id else amount
    to_own_unit(order)
    order.message_post(
        body=f'{unit.name} cannot hold {sent["said"]}, which the plant reported: '
        f'the order continues in {order.product_uom_id.name}. Event {posting["event"]}'
    )
    return sent['amount']


def to_own_unit(order):
    """Not by `stock.move.product_uom` alone: Odoo writes the quantity of the order to the move as it is."""
    old, new = order.product_uom_id, order.product_id.uom_id
    work = []
    for work_order in order.workorder_ids:
        work.append((work_order, converted_fields(work_order, WORK_AMOUNTS, old, new)))
    values = converted_fields(order, ORDER_AMOUNTS, old, new)
    values['product_uom_id'] = new.id
    order.with_context(skip_compute_move_raw_ids=True).write(values)
    for move in order.move_finished_ids:
        if move.product_id == order.product_id and move.state not in ('done', 'cancel'):
            amount = move.product_uom._compute_quantity(move.product_uom_qty, new, rounding_method='HALF-UP')
            move.with_context(no_procurement=True, do_not_unreserve=True).write(
                {'product_uom': new.id, 'product_uom_qty': amount}
            )
            for line in move.move_line_ids:
                # Odoo lowers a line in its own unit: of 1 t to 4 kg, 0.00 t would be left.
                line.write({'product_uom_id': new.id, 'quantity': line.quantity_product_uom})
    for work_order, amounts in work:
        write_amounts(work_order, amounts)


ORDER_AMOUNTS = ('product_qty', 'qty_producing', 'x_plant_gateway_count', 'x_plant_gateway_scrap_count')
WORK_AMOUNTS = ('qty_produced', 'qty_reported_from_previous_wo', 'x_plant_gateway_count', 'x_plant_gateway_scrap_count')


def converted_fields(record, names, old, new):
    values = {}
    for name in names:
        if record[name]:
            values[name] = old._compute_quantity(record[name], new, rounding_method='HALF-UP')
    return values


def write_amounts(work_order, amounts):
    """Odoo does not let the quantity of a finished operation be written."""
    if not amounts:
        return
    state = work_order.state
    if 'qty_produced' in amounts and state in ('done', 'cancel'):
        finished = work_order.date_finished
        work_order.write({'state': 'progress'})
        amounts.update({'state': state, 'date_finished': finished})
    work_order.with_context(bypass_duration_calculation=True).write(amounts)
