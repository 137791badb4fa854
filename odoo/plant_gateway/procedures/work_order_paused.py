# work-order.paused: an operation was interrupted. Odoo has no such state: it is in progress, and no time runs.


def pause_work(posting):
    payload = only_keys(posting['payload'], ('order', 'operation', 'work_center', 'note'), '/data')
    name = text_at(payload, 'order', '/data/order')
    note = optional_text_at(payload, 'note', '/data/note', 500)
    moment = posting['moment']
    work_order, later = operation_at(family_of(posting['warehouse'], name), payload, '/data', moment)
    if not stop_at(work_order, later, moment, note) and not stop_after_report(work_order, moment, note):
        refuse(
            'operation-not-running',
            '/data',
            f'operation {work_order.name} of order {name} was not running at {moment} UTC',
        )
    return work_order


PROCEDURES['work-order.paused'] = pause_work
