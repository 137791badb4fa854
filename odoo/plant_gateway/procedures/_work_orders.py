# Work orders: the operations of an order, and their state.
#
# Odoo's buttons are not used. button_start runs a timer from the time of the call, and sets what is produced to all
# that is left; button_finish picks all components of its operation in full, so that a partial report after it would
# consume too much of them. What is written here is the rest of what those buttons write, at the time of the event.


def matching(order, entry, pointer, moment=False):
    """Of several operations of a name or at a work centre those are no candidates that were finished by `moment`. Empty
    when none is left of several."""
    operation = optional_text_at(entry, 'operation', pointer + '/operation')
    center = optional_text_at(entry, 'work_center', pointer + '/workCenter')
    found = order.workorder_ids.browse()
    for work_order in order.workorder_ids:
        at = work_order.workcenter_id
        if work_order.state != 'cancel' and operation in ('', work_order.name) and center in ('', at.code, at.name):
            found |= work_order
    if len(found) < 2:
        return found
    left = found.browse()
    for work_order in found:
        if not (moment and work_order.state == 'done' and work_order.date_finished <= moment):
            left |= work_order
    if len(left) > 1:
        refuse_ambiguous(order, left, entry, pointer)
    return left


def refuse_ambiguous(order, candidates, entry, pointer):
    names = []
    for work_order in candidates:
        names.append(operation_label(work_order))
    refuse(
        'ambiguous-operation',
        pointer + ('/workCenter' if entry.get('work_center') else '/operation'),
        f'order {order.name} has several operations for {sought(entry)}: {", ".join(names)}',
    )


def operation_label(work_order):
    return f'{work_order.name} at {work_order.workcenter_id.name}'


def sought(entry):
    names = []
    for key in ('operation', 'work_center'):
        if entry.get(key):
            names.append(entry[key])
    return ' at '.join(names) or 'any operation'


def operation_at(family, entry, pointer, moment):
    """The one work order of an operation in the part that was being made at `moment`, and those of later parts. Odoo
    cancels an operation on a backorder whose quantity has passed it already: that of the part before stands for it."""
    live = live_parts(family)
    if not live:
        open_order(family, text_at(entry, 'order', '/data/order'))
    chosen = live.workorder_ids.browse()
    later = live.workorder_ids.browse()
    for order in live:
        found = matching(order, entry, pointer, moment)
        if found and (not chosen or ended(chosen.production_id, moment)):
            chosen = found
        elif found:
            later |= found
    return chosen or only_operation(live[-1], entry, pointer), later


def operation_now(family, order, entry, pointer, moment):
    """The work order of the part that is being reported, or of the part before that the operation was done with."""
    for part in live_parts(family).sorted('backorder_sequence', reverse=True):
        found = matching(part, entry, pointer, moment)
        if found and part.backorder_sequence <= order.backorder_sequence:
            return found
    return only_operation(order, entry, pointer)


def only_operation(order, entry, pointer):
    """The work order of exactly this part."""
    found = matching(order, entry, pointer)
    if not found:
        there = order.workorder_ids.filtered_domain([('state', '!=', 'cancel')])
        refuse(
            'unknown-work-center',
            pointer + ('/operation' if entry.get('operation') else '/workCenter'),
            f'order {order.name} has no operation for {sought(entry)}: '
            f'it has {listed(there, operation_label) or "none"}',
        )
    return found


def live_parts(family):
    live = family.browse()
    for order in family:
        if order.state in OPEN or order.state == 'done':
            live |= order
    return live


def ended(order, moment):
    """A report and what happens in its very second: that belongs to the part made next."""
    return order.state == 'done' and order.date_finished <= moment


def write_dates(work_order, values):
    """Odoo hands the dates of the first and last work order on to the order and its moves: right while it is open,
    wrong when it is done. Without the context it also changes the expected duration."""
    order = work_order.production_id
    dates = dates_of(order) if order.state == 'done' else []
    work_order.with_context(bypass_duration_calculation=True).write(values)
    keep_dates(dates)


def begin(work_order, moment):
    """In progress since `moment`, or since earlier. The end is planned anew."""
    if work_order.state in ('blocked', 'ready'):
        planned = moment + datetime.timedelta(minutes=work_order.duration_expected)
        write_dates(work_order, {'state': 'progress', 'date_start': moment, 'date_finished': planned})
    elif not work_order.date_start or moment < work_order.date_start:
        write_dates(work_order, {'date_start': moment})
    order = work_order.production_id
    starts = []
    for each in order.workorder_ids:
        if each.state in ('progress', 'done') and each.date_start:
            starts.append(each.date_start)
    if order.state != 'done' and order.date_start != min(starts):
        order.with_context(force_date=True).write({'date_start': min(starts)})


def finish(work_order, moment, quantity):
    """Done at `moment`. The components of the operation stay as they are: the report consumes them. Without any time it
    is charged the expected one, as by *Done* in the menu of its row."""
    values = {
        'state': 'done',
        'date_finished': moment,
        'qty_produced': quantity or work_order.qty_remaining,
        'costs_hour': work_order.workcenter_id.costs_hour,
        'duration_expected': minutes_for(work_order, quantity),
    }
    # Also timers of people, as Odoo's button does.
    for time in work_order.time_ids:
        if not time.date_end:
            time.write({'date_end': moment})
    if not work_order.time_ids:
        assume_time(work_order, moment, values['duration_expected'])
    if work_order.state in ('blocked', 'ready') or not work_order.date_start or moment < work_order.date_start:
        values['date_start'] = moment
    write_dates(work_order, values)


def unfinished(order):
    return order.workorder_ids.filtered_domain([('state', 'not in', ('done', 'cancel'))])


def with_the_order(work_order):
    """True when the completion of the order finished the work order, not an event of its own."""
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
