# work-order.started: an operation began, or went on after a pause.


def start_work(posting):
    payload = only_keys(posting['payload'], ('order', 'operation', 'work_center', 'note'), '/data')
    name = text_at(payload, 'order', '/data/order')
    note = optional_text_at(payload, 'note', '/data/note', 500)
    moment = posting['moment']
    family = family_of(posting['warehouse'], name)
    work_order = operation_at(family, payload, '/data', moment)[0]
    if work_order.state == 'done' and moment >= work_order.date_finished:
        refuse(
            'operation-done',
            '/data',
            f'operation {work_order.name} of order {name} was finished at {work_order.date_finished} UTC',
        )
    ran_from(work_order, moment, note)
    return work_order


PROCEDURES['work-order.started'] = start_work
