# labor.reported: somebody worked on an operation. It may come before, during or after the order is made.

LABOR_KEYS = ('order', 'operation', 'work_center', 'start', 'end', 'person', 'note')


def report_labor(posting):
    return book_labor([posting])[0]


def book_labor(postings):
    """One create for all. A row is put where the part was made that was worked on at its start."""
    rows = []
    work_orders = postings[0]['warehouse'].env['mrp.workorder']
    for posting in postings:
        payload = only_keys(posting['payload'], LABOR_KEYS, '/data')
        start, end = span_of(payload, '/data')
        family = family_of(posting['warehouse'], text_at(payload, 'order', '/data/order'))
        work_order = operation_at(family, payload, '/data', start)[0]
        person = optional_text_at(payload, 'person', '/data/person', 200)
        note = optional_text_at(payload, 'note', '/data/note', 500)
        # Community has no field for who worked.
        rows.append(
            labour_row(work_order, start, end, f'{person}: {note}' if person and note else person or note, rows)
        )
        if work_order.state != 'done':
            begin(work_order, start)
        warn_of_kept_value(posting, work_order)
        work_orders |= work_order
    times = work_orders.env['mrp.workcenter.productivity'].create(rows)
    drop_expected(work_orders)
    return list(times)


def warn_of_kept_value(posting, work_order):
    order = work_order.production_id
    if order.state != 'done' or not work_order.costs_hour:
        return
    if 'cost_method' in order.product_id and order.product_id.cost_method != 'standard':
        came = f'the labour of {work_order.name} came after {order.name} was completed'
        warn(posting, f"{came}: the product's cost stays as it was")


PROCEDURES['labor.reported'] = report_labor
FOLDED['labor.reported'] = book_labor
