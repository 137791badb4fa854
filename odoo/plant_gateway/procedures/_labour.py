# Labour: who worked how long on which operation, as Odoo's productivity rows.


def write_labour(order, entries):
    """Real times as rows on the work order. Without any, Odoo fills in the expected duration around the present."""
    rows = []
    index = 0
    for entry in entries:
        pointer = f'/data/labour/{index}'
        index += 1
        only_keys(entry, ('operation', 'work_center', 'start', 'end', 'note'), pointer)
        start = moment_at(entry, 'start', pointer + '/startedAt')
        end = moment_at(entry, 'end', pointer + '/endedAt')
        if end <= start:
            malformed(pointer + '/endedAt', 'labour must end after it starts')
        work_order = work_order_of(order, entry, pointer)
        rows.append({
            'workorder_id': work_order.id, 'workcenter_id': work_order.workcenter_id.id,
            'loss_id': productive_time(order).id, 'date_start': start, 'date_end': end,
            'description': optional_text_at(entry, 'note', pointer + '/note', 500),
        })
    if rows:
        order.env['mrp.workcenter.productivity'].create(rows)


def work_order_of(order, entry, pointer):
    operation = optional_text_at(entry, 'operation', pointer + '/operation')
    center = optional_text_at(entry, 'work_center', pointer + '/workCenter')
    found = order.workorder_ids.browse()
    for work_order in order.workorder_ids:
        at = work_order.workcenter_id
        if work_order.state != 'cancel' and operation in ('', work_order.name) and center in ('', at.code, at.name):
            found |= work_order
    if len(found) != 1:
        where = operation or center or 'any operation'
        which = 'several operations' if found else 'no operation'
        refuse('unknown-work-center', pointer + ('/operation' if operation else '/workCenter'),
               f'order {order.name} has {which} for {where}')
    return found
