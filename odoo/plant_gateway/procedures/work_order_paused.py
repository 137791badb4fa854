# work-order.paused: an operation was interrupted. Odoo has no such state: it is in progress, and no time runs.


def pause_work(posting):
    payload = only_keys(posting['payload'], ('order', 'operation', 'work_center', 'note'), '/data')
    name = text_at(payload, 'order', '/data/order')
    note = optional_text_at(payload, 'note', '/data/note', 500)
    moment = posting['moment']
    work_order, later = operation_at(family_of(posting['warehouse'], name), payload, '/data', moment)
    if not stop_at(work_order, later, moment, note) and not stop_after_report(work_order, moment, note):
        refuse('operation-not-running', '/data',
               f'operation {work_order.name} of order {name} was not running at {moment} UTC')
    return work_order


def with_the_order(work_order):
    """Whether it was finished by the completion of the order, and not by an event of its own."""
    return work_order.state == 'done' and work_order.date_finished == work_order.production_id.date_finished


def stop_after_report(work_order, moment, note):
    """The last report came before the end of the work that it closed."""
    if not with_the_order(work_order) or moment < work_order.date_finished:
        return False
    for time in times_of(work_order, RAN):
        if time.date_end == work_order.date_finished:
            time.write({'date_end': moment, 'description': joined(time.description, note)})
            write_dates(work_order, {'date_finished': moment})
            return True
    return False


PROCEDURES['work-order.paused'] = pause_work
