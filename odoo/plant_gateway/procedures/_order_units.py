# Production orders in a unit that cannot hold what was reported: 4 kg of an order in tonnes are 0.00 t, because Odoo
# keeps the same decimals in every unit. Such an order is changed to the unit of its product, in which the stock is
# kept: then the report, the components that follow it and what is left to make are exact. What is left goes back to the
# planned unit where that holds it. Until then the order remembers the unit: its operations are counted in cycles of it.

ORDER_AMOUNTS = ('product_qty', 'qty_producing', 'x_plant_gateway_count', 'x_plant_gateway_scrap_count')
WORK_AMOUNTS = ('qty_produced', 'qty_reported_from_previous_wo', 'x_plant_gateway_count', 'x_plant_gateway_scrap_count')


def hold_report(posting, order, sent):
    """{amount: the reported quantity in the unit of the order, which is changed where it cannot hold it; unit: the one
    before, or nothing; minutes: what the operations are expected to take, for `expect_report`}"""
    unit, own = order.product_uom_id, order.product_id.uom_id
    planned = order.x_plant_gateway_planned_unit or unit
    exact = sent['given']._compute_quantity(sent['value'], planned, round=False)
    amount = held_exactly(planned, exact)
    if planned == own or (planned == unit and amount):
        return {'amount': sent['amount'] if unit == own else amount, 'unit': unit.browse(), 'minutes': []}
    before, minutes = [], []
    for work_order in unfinished(order):
        before.append((work_order, work_order.duration_expected))
        minutes.append((work_order, minutes_in(work_order, planned, exact)))
    if unit != own:
        to_unit(order, own)
        write_minutes(before)
        order.message_post(
            body=f'{unit.name} cannot hold {sent["said"]}, which the plant reported: '
            f'the report is booked in {own.name}. Event {posting["event"]}'
        )
    return {'amount': sent['amount'], 'unit': planned, 'minutes': minutes}


def held_exactly(unit, exact):
    """The amount that Odoo keeps in this unit; 0 where it would have to round."""
    amount = unit.round(exact)
    return amount if same_amount(exact, amount) else 0


def minutes_in(work_order, planned, amount):
    """The expected minutes of an operation for an amount in the unit that the order was planned in. Odoo counts cycles
    in the unit of the order: of one in tonnes, 1004 kg would be a thousand."""
    if work_order.product_uom_id == planned:
        return minutes_for(work_order, planned.round(amount, rounding_method='UP'))
    if not work_order.operation_id:
        return minutes_for(work_order, planned._compute_quantity(amount, work_order.product_uom_id))
    in_planned = {'qty_producing': planned.round(amount, rounding_method='UP'), 'product_uom_id': planned.id}
    return work_order.new(in_planned, origin=work_order)._get_duration_expected()


def expect_report(order, made):
    if made['unit']:
        write_minutes(made['minutes'])
    else:
        expect_time(order, made['amount'])


def write_minutes(minutes):
    for work_order, expected in minutes:
        work_order.write({'duration_expected': expected})


def restore_units(order, unit):
    """After a partial report: what is left of an order with operations goes on in the unit that it was planned in."""
    if not unit:
        return
    for part in order.production_group_id.production_ids:
        if part.state in OPEN and part.workorder_ids and part.product_uom_id != unit:
            plan_in(part, unit)


def plan_in(part, unit):
    """The part in the unit that it was planned in, where that holds it; else only its operations are counted in it."""
    exact = part.product_uom_id._compute_quantity(part.product_qty, unit, round=False)
    if held_exactly(unit, exact):
        to_unit(part, unit)
    for work_order in unfinished(part):
        work_order.write({'duration_expected': minutes_in(work_order, unit, exact)})


def to_unit(order, new):
    """Not by `stock.move.product_uom` alone: Odoo writes the quantity of the order to the move as it is."""
    old = order.product_uom_id
    work = []
    for work_order in order.workorder_ids:
        work.append((work_order, converted_fields(work_order, WORK_AMOUNTS, old, new)))
    values = converted_fields(order, ORDER_AMOUNTS, old, new)
    values['product_uom_id'] = new.id
    values['x_plant_gateway_planned_unit'] = order.x_plant_gateway_planned_unit.id or old.id
    order.with_context(skip_compute_move_raw_ids=True).write(values)
    for move in order.move_finished_ids:
        if move.product_id == order.product_id and move.state not in ('done', 'cancel'):
            amount = move.product_uom._compute_quantity(move.product_uom_qty, new, rounding_method='HALF-UP')
            move.with_context(no_procurement=True, do_not_unreserve=True).write(
                {'product_uom': new.id, 'product_uom_qty': amount}
            )
            for line in move.move_line_ids:
                # Odoo lowers a line in its own unit: of 1 t to 4 kg, 0.00 t would be left.
                own = move.product_id.uom_id
                line.write({'product_uom_id': own.id, 'quantity': line.quantity_product_uom})
    for work_order, amounts in work:
        write_amounts(work_order, amounts)


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
