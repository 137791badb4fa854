# Running times: when an operation ran, from start to pause or finish, as Odoo's productivity rows.

# Kinds of time that the gateway keeps apart from labour and from people's own timers.
RAN = 'ran'
EXPECTED = 'expected'
ASSUMED = 'expected duration: no time was reported'


def times_of(work_orders, kind):
    return work_orders.time_ids.filtered_domain([(KIND, '=', kind)]).sorted('date_start')


def add_time(work_order, start, end, note, kind=RAN):
    work_order.env['mrp.workcenter.productivity'].create(
        [
            {
                'workorder_id': work_order.id,
                'workcenter_id': work_order.workcenter_id.id,
                'company_id': work_order.company_id.id,
                'loss_id': productive_time(work_order).id,
                'date_start': start,
                'date_end': end,
                'description': note,
                KIND: kind,
            }
        ]
    )


def minutes_for(work_order, quantity):
    """The expected minutes of an operation for this quantity, as the form of the order shows them while a person enters
    it; 0: for all. Unless the quantity is another than planned or entered before, what was planned stays."""
    entered = work_order.qty_producing
    if not quantity or (quantity == work_order.qty_production and entered in (0, quantity)):
        return work_order.duration_expected
    return work_order.new({'qty_producing': quantity}, origin=work_order)._get_duration_expected()


def expect_time(order, quantity):
    """Odoo reads this lazily, and not at all when the operation is done first: it then charges the whole order."""
    for work_order in unfinished(order):
        minutes = minutes_for(work_order, quantity)
        if minutes != work_order.duration_expected:
            work_order.write({'duration_expected': minutes})


def assume_time(work_order, moment, minutes):
    if minutes > 0:
        add_time(work_order, moment - datetime.timedelta(minutes=minutes), moment, ASSUMED, EXPECTED)


def worked_minutes(work_order):
    """Real time so far, that of running timers excluded."""
    minutes = 0
    for time in work_order.time_ids:
        if time[KIND] != EXPECTED:
            minutes += time.duration
    return minutes


def ran_from(work_order, moment, note):
    """A start, which may come before or after others, because events may come late. It lasts until the next start, or
    is open. A start during a running stretch divides it, so that a late pause ends the right part."""
    until = work_order.date_finished if work_order.state == 'done' else False
    for time in times_of(work_order, RAN):
        if time.date_start == moment:
            return
        if time.date_start > moment:
            until = time.date_start
            break
        if not time.date_end or time.date_end > moment:
            until = time.date_end
            time.write({'date_end': moment})
            break
    add_time(work_order, moment, until, note)
    begin(work_order, moment)
    drop_expected(work_order)


def stop_at(work_order, later, moment, note):
    """Ends the stretch that ran at `moment`; whether there was one. What a report carried over from it to the next
    part did not run either."""
    ran = False
    for time in times_of(work_order, RAN):
        if time.date_start <= moment and (not time.date_end or time.date_end >= moment):
            ran = time
    if not ran:
        return False
    carried = ran.date_end
    ran.write({'date_end': moment, 'description': joined(ran.description, note)})
    for each in later:
        for time in times_of(each, RAN):
            if carried and time.date_start == carried:
                carried = time.date_end
                time.unlink()
    return True


def joined(before, note):
    return f'{before}; {note}' if before and note else before or note


def drop_expected(work_orders):
    """Deletes the times that Odoo assumed when the order was completed: the real ones take their place."""
    times_of(work_orders, EXPECTED).unlink()


def pause_for_report(order, moment, leaves_rest):
    """Odoo closes open times with the time of the call when it completes an order. Remembers what ran, what was to be
    finished with the order, and which times are real."""
    running = times_of(order.workorder_ids, RAN).filtered_domain([('date_end', '=', False)])
    theirs = []
    for time in order.workorder_ids.time_ids:
        if time.date_end:
            continue
        if time[KIND] == RAN or time.date_start <= moment:
            time.write({'date_end': max(moment, time.date_start)})
        elif leaves_rest:
            # A person started it after what is reported was made: it is work on the rest.
            theirs.append((time.workorder_id, time.copy_data()[0]))
            time.unlink()
    return {
        'running': running,
        'theirs': theirs,
        'unfinished': unfinished(order),
        'real': order.workorder_ids.time_ids,
    }


def resume_after_report(order, moment, before):
    """Dates the work orders by the report, marks the times that Odoo assumed where none were given, and lets what ran
    go on in the backorder."""
    for time in order.workorder_ids.time_ids - before['real']:
        time.write(
            {
                'date_start': moment - datetime.timedelta(minutes=time.duration),
                'date_end': moment,
                'description': ASSUMED,
                KIND: EXPECTED,
            }
        )
    for work_order in before['unfinished']:
        start = moment
        for time in work_order.time_ids & before['real']:
            start = min(start, time.date_start)
        work_order.with_context(bypass_duration_calculation=True).write({'date_start': start, 'date_finished': moment})
    for time in before['running']:
        for successor in successors(order, time.workorder_id):
            carry_on(time, successor, moment)
    for work_order, values in before['theirs']:
        successor = successors(order, work_order)[:1]
        # Without a rest of its operation the work stays where it was begun, and ends now.
        on = {'workorder_id': successor.id} if successor else {'workorder_id': work_order.id, 'date_end': present()}
        time = work_order.env['mrp.workcenter.productivity'].create([dict(values, **on)])
        if successor:
            begin(successor, time.date_start)


def successors(order, work_order):
    """The same operation in the open parts of an order."""
    found = work_order.browse()
    for part in order.production_group_id.production_ids:
        if part.state in OPEN:
            for each in unfinished(part):
                if each.name == work_order.name and each.workcenter_id == work_order.workcenter_id:
                    found |= each
    return found


def carry_on(time, successor, moment):
    if time.date_start < moment:
        add_time(successor, moment, False, time.description)
    else:
        time.write({'workorder_id': successor.id, 'date_end': False})
    begin(successor, max(moment, time.date_start))
