# work-order.finished: an operation is done. Goods and components are moved by production.reported, before or after.


def finish_work(posting):
    payload = only_keys(posting['payload'], ('order', 'operation', 'work_center', 'quantity', 'note'), '/data')
    name = text_at(payload, 'order', '/data/order')
    note = optional_text_at(payload, 'note', '/data/note', 500)
    moment = posting['moment']
    work_order, later = operation_at(family_of(posting['warehouse'], name), payload, '/data', moment)
    quantity = 0
    if 'quantity' in payload:
        unit = work_order.product_uom_id
        quantity = shown_in(posting, payload, 'quantity', work_order.product_id, unit, '/data/quantity')
    finished = work_order.state == 'done'
    if finished and not with_the_order(work_order):
        refuse(
            'operation-done',
            '/data',
            f'operation {work_order.name} of order {name} was finished at {work_order.date_finished} UTC',
        )
    if not stop_at(work_order, later, moment, note):
        stop_after_report(work_order, moment, note)
    refuse_resumed(work_order | later, moment, name)
    left = quantity
    for each in work_order | later:
        if each.state == 'done':
            left -= each.qty_produced
        elif not quantity or each.product_uom_id.compare(left, 0) > 0:
            finish(each, moment, left if quantity else 0)
            left -= each.qty_produced
    if finished:
        # With the last report, which came before or after.
        write_dates(work_order, {'date_start': min(work_order.date_start, moment), 'date_finished': moment})
    return work_order


def refuse_resumed(work_orders, moment, name):
    for time in work_orders.time_ids:
        # Labour that is told from start to end is no start; an open timer of a person is.
        if time.date_start > moment and (time[KIND] == RAN or not time.date_end):
            refuse(
                'operation-resumed',
                '/data',
                f'operation {time.workorder_id.name} of order {name} was started at {time.date_start} UTC, '
                f'after this end at {moment} UTC',
            )


PROCEDURES['work-order.finished'] = finish_work
