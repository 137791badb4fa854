# Labour: who worked how long on which operation, as Odoo's productivity rows.


def write_labour(family, order, entries):
    """Writes real times as rows on the work orders of the reported part. Without any, Odoo fills in the expected
    duration."""
    rows = []
    for index, entry in enumerate(entries):
        pointer = f'/data/labour/{index}'
        only_keys(entry, ('operation', 'work_center', 'start', 'end', 'note'), pointer)
        start, end = span_of(entry, pointer)
        work_order = operation_now(family, order, entry, pointer, start)
        rows.append(labour_row(work_order, start, end, optional_text_at(entry, 'note', pointer + '/note', 500), rows))
    if rows:
        order.env['mrp.workcenter.productivity'].create(rows)


def span_of(entry, pointer):
    start = moment_at(entry, 'start', pointer + '/startedAt')
    end = moment_at(entry, 'end', pointer + '/endedAt')
    if end <= start:
        malformed(pointer + '/endedAt', 'labour must end after it starts')
    return start, end


def labour_row(work_order, start, end, note, before):
    """`before`: rows that the same write creates before this one."""
    minutes = worked_minutes(work_order) + (end - start).total_seconds() / 60
    for row in before:
        if row['workorder_id'] == work_order.id:
            minutes += (row['date_end'] - row['date_start']).total_seconds() / 60
    slow = minutes > work_order.duration_expected
    return {
        'workorder_id': work_order.id,
        'workcenter_id': work_order.workcenter_id.id,
        'company_id': work_order.company_id.id,
        'loss_id': (slow_time if slow else productive_time)(work_order).id,
        'date_start': start,
        'date_end': end,
        'description': note,
    }
