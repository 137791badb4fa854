# production.reported: a quantity of the order's product was made.

REPORT_KEYS = ('order', 'quantity', 'lot', 'serials', 'consumed', 'by_products', 'labour', 'final')


def report_production(posting):
    report = prepare_report(posting)
    complete_reports([report])
    finish_report(report)
    return report['document']


def prepare_report(posting):
    """Everything up to pressing the button: the order knows what was made, from what, and by whose work."""
    payload = only_keys(posting['payload'], REPORT_KEYS, '/data')
    warehouse = posting['warehouse']
    name = text_at(payload, 'order', '/data/order')
    if not isinstance(payload.get('final'), bool):
        malformed('/data/final', 'final must be true or false')
    family = family_of(warehouse, name)
    order = open_order(family, name)
    sent = sent_at(payload, 'quantity', order.product_id, '/data/quantity')
    made = hold_report(posting, order, sent)
    amount = made['amount']
    lots = lots_of_report(order, payload, sent)
    write_labour(family, order, list_at(payload, 'labour', '/data/labour'))
    judged = order.move_raw_ids.browse()
    issued = {}
    for move in order.move_raw_ids:
        # What was recorded earlier was judged by the time of that event.
        if recorded(move):
            add_lines(issued, move.move_line_ids, 1)
        else:
            judged |= move
    written = write_consumption(order, list_at(payload, 'consumed', '/data/consumed'))
    judged |= written_moves(written) or judged
    written += write_by_products(order, list_at(payload, 'by_products', '/data/byProducts'))
    written.append((sent, product_moves(order), lots if order.product_id.tracking == 'lot' else False))

    expect_report(order, made)
    values = {'qty_producing': amount, 'x_plant_gateway_event': posting['event']}
    if lots:
        values['lot_producing_ids'] = [Command.set(lots.ids)]
    order.write(values)
    pick_components(order, posting)
    # write() runs no onchange: without this, components are not consumed at all. Unlike set_qty_producing(), it also
    # picks the components that the BOM ties to an operation.
    order._set_qty_producing()
    # Odoo may have counted the operations again, in cycles of the new unit.
    write_minutes(made['minutes'])
    consume_tracked(order)
    place_untracked(order.move_raw_ids)
    check_by_products(order)
    diverted = divert(order.move_finished_ids, posting['hold_rules'], order.location_dest_id)
    check_lines(judged.exists(), posting)
    partial = order.product_uom_id.compare(amount, order.product_qty - order.qty_produced) < 0
    return {
        'posting': posting,
        'document': order,
        'backorder': partial and not payload['final'],
        'written': written,
        'planned_in': made['unit'],
        'others': other_parts(order),
        'beyond': made_beyond(order, amount),
        'work': pause_for_report(order, posting['moment'], partial and not payload['final']),
        'diverted': diverted,
        'issued': issued,
    }


def product_moves(order):
    return order.move_finished_ids.filtered_domain(
        [('product_id', '=', order.product_id.id), ('state', '!=', 'cancel')]
    )


def lots_of_report(order, payload, sent):
    product = order.product_id
    serials = list_at(payload, 'serials', '/data/serials')
    given = list(serials) if serials else [payload['lot']] if 'lot' in payload else []
    pointer = '/data/serials' if serials else '/data/lot'
    wanted = {}
    for each in given:
        only_keys(each, ('number', 'expires'), pointer)
        number = text_at(each, 'number', pointer)
        wanted[number] = moment_at(each, 'expires', pointer) if 'expires' in each else False
    if product.tracking == 'none':
        if wanted:
            refuse('item-not-tracked', pointer, f'{called(product)} is not tracked by lots in Odoo')
        return order.lot_producing_ids.browse()
    if product.tracking == 'lot' and serials:
        refuse('item-not-tracked', pointer, f'{called(product)} is tracked by lots, not by serials')
    if not wanted:
        # Odoo would invent a lot. One that a person put on the order beforehand is fine.
        if not order.lot_producing_ids or product.tracking == 'serial':
            refuse_unnamed(product, '/data', 'lot', 'serials')
        return order.lot_producing_ids
    if product.tracking == 'serial':
        pieces = sent['amount']
        if len(wanted) != len(given) or product.uom_id.compare(pieces, len(wanted)):
            refuse(
                'serial-count-mismatch',
                '/data/serials',
                f'{len(wanted)} different serials for {shown(pieces)} {product.uom_id.name}',
            )
    lots = produced_lots(product, wanted)
    if product.tracking == 'serial' and order._are_finished_serials_already_produced(lots):
        refuse('serial-already-produced', '/data/serials', f'a serial of {called(product)} was produced before')
    return lots


def complete_reports(reports):
    """Orders completed together take Odoo little more than half the time they take one by one."""
    together = {}
    for report in reports:
        order = in_period(report['document'], report['posting'])
        backorders = order.ids if report['backorder'] else []
        # Consumption other than the BOM's is what the plant reports; a strict order keeps its wizard, which refuses.
        if order.consumption == 'strict':
            mark_done(order, backorders, skip_consumption=False)
        else:
            # Entries of one call have one date.
            day = entry_date(booked_at(report['posting']))
            orders, open_rests = together.get(day, (order.browse(), []))
            together[day] = (orders | order, open_rests + backorders)
    for day in together:
        mark_done(together[day][0], together[day][1], skip_consumption=True)
    for report in reports:
        order = report['document']
        if order.state != 'done':
            refuse_strict(order)
            refuse_dialog(f'completing {order.name}')


def refuse_strict(order):
    """Odoo's own comparison, which is why it opens its dialog."""
    issues = order._get_consumption_issues() if order.consumption == 'strict' else []
    if issues:
        refuse_undone(
            f'order {order.name} allows no other consumption than its bill of materials: '
            f'{listed(issues, consumption_label)}'
        )


def consumption_label(issue):
    _order, product, used, planned = issue
    unit = product.uom_id.name
    return f'{shown(used)} {unit} of {called(product)} used, {shown(planned)} {unit} planned'


def mark_done(orders, backorders, skip_consumption):
    # skip_backorder answers the wizard's question beforehand; an order's id in mo_ids_to_backorder says yes to a
    # backorder for the rest. More than planned is simply a bigger quantity. check_lines has judged expiry.
    orders.with_context(
        skip_backorder=True,
        skip_expired=True,
        skip_redirection=True,
        skip_consumption=skip_consumption,
        mo_ids_to_backorder=backorders,
    ).button_mark_done()


def finish_report(report):
    order = report['document']
    refuse_negative(order.move_raw_ids.move_line_ids, report['posting'])
    resume_after_report(order, report['posting']['moment'], report['work'])
    stamp(order, report['posting'])
    date_labour(report['posting'], order)
    store_finished(order, report['posting'])
    check_consumption(report['posting'], report['written'])
    lower_parts(report['posting'], report['others'], report['beyond'], report['posting']['payload']['final'])
    cancel_unneeded(order.production_group_id.production_ids or order)
    restore_units(order, report['planned_in'])
    hold_what_was_left(report)
    if report['diverted']:
        mark_held(report['diverted'], report['posting'])
        let_others_out(report['posting'], order, report['diverted'])
        undivert(
            order.production_group_id.production_ids.move_finished_ids,
            report['posting']['hold_rules'],
            order.location_dest_id,
        )


def let_others_out(posting, order, diverted):
    """Odoo completes all of a product by one move. Lots on it that quality does not hold go on to where they would have
    gone; but not those of which some waits for a release."""
    rules = posting['hold_rules']
    holding = held_among(diverted.move_line_ids.lot_id)
    target = order.location_dest_id if is_one_step(order) else posting['warehouse'].lot_stock_id
    for move in diverted:
        product = move.product_id
        if move.state != 'done' or needs_release(product, rules):
            continue
        parts = []
        for line in move.move_line_ids:
            lot, amount = line.lot_id, line.quantity_product_uom
            waits = word_on(lot) not in LETTING and product.uom_id.compare(in_hold(product, lot, rules), amount) > 0
            if amount and lot not in holding and not waits:
                parts.append((line.location_dest_id, lot, amount, {}))
        if parts:
            move_through_hold(posting, product, posting['warehouse'].view_location_id, target, parts)


def hold_what_was_left(report):
    """What was issued of a lot before quality held it, and then not consumed, is back on the shelf."""
    left = report['issued']
    add_lines(left, report['document'].move_raw_ids.move_line_ids, -1)
    for product, lot in left:
        if product.uom_id.compare(left[(product, lot)], 0) > 0:
            hold_what_came_back(
                report['posting'], product, lot, left[(product, lot)], report['document'].location_src_id
            )


PROCEDURES['production.reported'] = report_production
TOGETHER['production.reported'] = (prepare_report, complete_reports, finish_report)
