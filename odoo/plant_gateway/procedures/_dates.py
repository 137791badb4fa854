# Dates of what is booked. Odoo sets the time of the call: moves, transfers and entries get the time of the event, so
# that goods and books change when the plant's goods did.
#
# Closed books stay as they are. An event of a closed period is booked today, with a warning; or refused, where the
# plant's profile says so. Its move lines and the end of its order keep the true time, which says what lay where.

LOCKS = {'fiscalyear_lock_date': 'the lock date of everything', 'hard_lock_date': 'the hard lock date'}


def booked_at(posting):
    """The time of the moves and entries: that of the event, or now."""
    if 'booked_at' not in posting:
        moment = posting['moment']
        closed = why_closed(posting, moment)
        if closed and posting['refuse_late']:
            refuse(
                'period-closed',
                '/time',
                f'{closed}: reopen the period in Odoo where it can be, '
                "or set lateEvents to today in the plant's profile",
            )
        if closed or posting['late']:
            moment = present()
            still_closed = why_closed(posting, moment)
            if still_closed:
                refuse('period-closed', '/time', f'{still_closed}. Today is closed, too: reopen it in Odoo, then retry')
            warn(posting, f'booked today instead of {posting["moment"]} UTC: {closed or posting["late"]}')
        posting['booked_at'] = moment
    return posting['booked_at']


def why_closed(posting, moment):
    """Says why, when the books of the company are closed at this moment. As Odoo judges moves of
    goods: by the lock dates of everything, not by that of taxes, with the exceptions that the user has."""
    company = posting['warehouse'].company_id
    if 'fiscalyear_lock_date' not in company._fields:
        return False
    for day in {moment.date(), entry_date(moment)}:
        key = ('closed', company.id, day)
        if key not in FOUND:
            FOUND[key] = company._get_lock_date_violations(
                day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
            )
        for date, field in FOUND[key]:
            return f'the books of {company.name} are closed up to {date} ({LOCKS[field]})'
    date, made = last_closing(company)
    if date and moment.date() <= date and moment <= made:
        return f'the stock of {company.name} was valued and closed up to {date}'
    return ''


def last_closing(company):
    """(date, when it was posted) of Odoo's latest entry that closed the valuation of the stock. It counts moves once,
    so a move dated before it would never be on the account of its location."""
    key = ('closing', company.id)
    if key not in FOUND:
        env.cr.execute(
            """
            SELECT entry.date, COALESCE(max(change.create_date), entry.create_date)
              FROM ir_config_parameter noted
              JOIN account_move entry ON entry.id::text = ANY(string_to_array(noted.value, ','))
              LEFT JOIN mail_message note ON note.model = 'account.move' AND note.res_id = entry.id
              LEFT JOIN mail_tracking_value change ON change.mail_message_id = note.id
                        AND change.field_id = (SELECT id FROM ir_model_fields
                                                WHERE model = 'account.move' AND name = 'state')
             WHERE noted.key = %s AND entry.state = 'posted'
             GROUP BY entry.id ORDER BY entry.id DESC LIMIT 1
            """,
            [f'{company.id}.stock_valuation_closing_ids'],
        )
        FOUND[key] = env.cr.fetchone() or (False, False)
    return FOUND[key]


def entry_date(moment):
    """The date of an entry: the day at the integration user's place, as Odoo dates entries of a person."""
    zone = timezone(env.user.tz or 'UTC')
    return moment.replace(tzinfo=datetime.timezone.utc).astimezone(zone).date()


def in_period(records, posting):
    """The records, so that the entries which Odoo makes of their moves have the date of the event."""
    return records.with_context(force_period_date=entry_date(booked_at(posting)))


def date_moves(posting, moves, moment=False):
    """After the booking. `moment`: when these goods moved, if not at the time of the event."""
    moment = moment or posting['moment']
    booked = booked_at(posting)
    moves.write({'date': booked if booked != posting['moment'] else moment})
    moves.move_line_ids.write({'date': moment, 'x_plant_gateway_event': posting['event']})
    posting['moves'] = posting['moves'] | moves if posting['moves'] else moves


def date_transfers(posting, transfers):
    """Odoo hands the date on to the moves, and refuses one in a closed period."""
    transfers.write({'date_done': booked_at(posting)})
    date_moves(posting, transfers.move_ids)


def date_labour(posting, order):
    """Odoo dates the entry of an order's labour by the clock alone. It has made it in this call."""
    times = order.workorder_ids.time_ids
    day = entry_date(booked_at(posting))
    if not times or day == entry_date(present()) or 'account_move_line_id' not in times._fields:
        return
    times.flush_recordset()
    env.cr.execute(
        """
        SELECT DISTINCT line.move_id FROM mrp_workcenter_productivity spent
          JOIN account_move_line line ON line.id = spent.account_move_line_id
         WHERE spent.id IN %s
        """,
        [times._ids],
    )
    for (entry,) in env.cr.fetchall():
        past_rights = order.env['account.move'].sudo().browse(entry)
        past_rights.button_draft()
        # Its number has the month in it.
        past_rights.write({'name': '/', 'date': day})
        past_rights._post()
