# Verdicts of quality about a lot. The latest by its own time decides, however late it is booked; of two at the same
# time, the one that holds. One that comes late and releases changes nothing. One that comes late and holds is refused:
# somebody must see that it holds nothing. None counts from a time that is still to come.


def judge(posting, lot, verdict):
    """Writes down the verdict if it is now the deciding one; answers whether it is."""
    decides = is_latest(posting, lot, verdict)
    if decides:
        before = verdict_on(lot)
        if before.get('verdict') in HOLDING:
            before = count_people(lot, before)
        else:
            # Nobody had restricted what lies in the open: `hold` says what is left of it.
            issued = issued_to_orders(lot, True)
            free = open_by_warehouse(lot)
            for warehouse, amount in by_warehouse(issued).items():
                free[warehouse] = max(free.get(warehouse, 0) - amount, 0)
            before = {'free': free, 'issued': issued}
        keep_verdict(posting, lot, verdict, before['free'], before['issued'])
        note_effect(posting, lot, 'decided')
    return decides


def is_latest(posting, lot, verdict):
    standing, said = verdict_on(lot), posting['moment']
    if not standing:
        return True
    before, at = standing['verdict'], standing['at']
    if said > at or (said == at and (verdict in HOLDING or before not in HOLDING)):
        return True
    if verdict in HOLDING and before in HOLDING and not has_free(lot, standing):
        warn(posting, f'this message changes nothing: all of lot {lot.name} is held by a later one (of {at} UTC)')
        return False
    if verdict in HOLDING:
        refuse(
            'verdict-stands',
            '/time',
            f'nothing was held: a later verdict about lot {lot.name} stands ({before}, of {at} UTC). '
            'If the lot is to be held all the same, send a new event with the present time; else skip this one',
        )
    other = 'a later one' if said < at else 'one of the same time'
    warn(posting, f'this verdict does not count: {other} about lot {lot.name} stands ({before}, of {at} UTC)')
    return False


def has_free(lot, standing):
    """Whether some of a held lot may be used, but for what was issued to orders before."""
    free = count_people(lot, standing)['free']
    return lot.product_id.uom_id.compare(sum(free.values()), 0) > 0


def warn_of_rest(posting, product, lot, rules, let):
    """Warns about what of the lot stays held when a verdict releases it."""
    rest = product.uom_id.round(in_hold(product, lot, rules) - let)
    if product.uom_id.compare(rest, 0) > 0:
        warn(
            posting,
            f'{shown(rest)} {product.uom_id.name} of lot {lot.name} stay held: only what events had held by '
            f'{posting["moment"]} UTC is released',
        )


def payload_about_lot(posting, keys):
    """The payload of a verdict, and the tracked product and lot number that it names."""
    payload = only_keys(posting['payload'], keys, '/data')
    product = stocked_item(posting['warehouse'], payload)
    number = text_at(payload, 'lot', '/data/lot')
    if product.tracking == 'none':
        refuse('item-not-tracked', '/data/lot', f'{called(product)} is not tracked by lots in Odoo')
    posting['word'] = True
    if posting['ahead']:
        warn(posting, f'its time is ahead of the clock of Odoo: it counts from {posting["moment"]} UTC')
    return payload, product, number


def amount_of_lot(posting, payload, product):
    """How much of the lot is meant; False for all of it."""
    if 'quantity' not in payload:
        return False
    sent = sent_at(payload, 'quantity', product, '/data/quantity')
    check_rounding(posting, sent)
    return sent['amount']


def lot_to_hold(product, number):
    """A lot may be held before its first goods are booked: they are held as they come. Another item may have a lot of
    the same number."""
    if product.env['stock.lot'].search_count([('name', '=', number), ('product_id', '=', product.id)], limit=1):
        return locked(used_lot(product, number, '/data/lot'))
    lot = produced_lots(product, {number: False})
    if 'use_expiration_date' in product._fields and product.use_expiration_date:
        # Odoo would count from now; who makes the lot says when it expires.
        lot.write({'expiration_date': False})
    return lot


def lot_in_warehouse(posting, product, number):
    """The verdict is about the lot, wherever in the company it lies. A plant that never had it may not release it."""
    lot = used_lot(product, number, '/data/lot')
    view = posting['warehouse'].view_location_id.id
    if not lot.env['stock.move.line'].search_count(
        [
            ('product_id', '=', product.id),
            ('lot_id', '=', lot.id),
            ('state', '=', 'done'),
            ('quantity', '>', 0),
            '|',
            ('location_id', 'child_of', view),
            ('location_dest_id', 'child_of', view),
        ],
        limit=1,
    ):
        refuse(
            'unknown-lot',
            '/data/lot',
            f'lot {number} of {called(product)} was never in warehouse {posting["warehouse"].code}',
        )
    return locked(lot)


def expiry_of(product, lot):
    """A text that says the lot has expired; False when it has not."""
    expires = 'expiration_date' in lot._fields and lot.expiration_date
    # By the present, not by the time of the verdict: the event may have waited in its queue.
    return expires and expires <= present() and f'lot {lot.name} of {called(product)} expired at {expires} UTC'


def locked(lot):
    """Locks the lot, so that verdicts of two calls about it follow each other."""
    env.cr.execute('SELECT id FROM stock_lot WHERE id = %s FOR NO KEY UPDATE', [lot.id])
    return lot


def write_down(document, posting, words, payload, late=False):
    """In the history of the document, where people look for it."""
    person = optional_text_at(payload, 'person', '/data')
    line = f'{words} at {posting["moment"].strftime(MOMENT)} UTC'
    if person:
        line += f' by {person}'
    if late:
        line += '. A later word of quality stands.'
    document.message_post(body=line)


# What a verdict of quality did when it was booked: it decided about the lot, or it overrode a verdict that held the
# lot; or that a person got past the verdict. Kept as an external id beside the idempotency record, in the same
# transaction, so that a repeated event gets the same answer, and so do two verdicts of one call.

EFFECTS = 'plant_gateway_word_'


def note_effect(posting, lot, did):
    env.cr.execute(
        """
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        VALUES (%s, %s, 'stock.lot', %s, true, %s, now() AT TIME ZONE 'UTC')
    """,
        [EFFECTS + did, posting['event'], lot.id, env.uid],
    )


def effects_of(keys):
    """{event key: what it did}: `decided`, the verdict that it overrode, or `bypassed`."""
    effects = {}
    if keys:
        modules = [EFFECTS + 'decided', EFFECTS + 'bypassed']
        for verdict in HOLDING:
            modules.append(EFFECTS + 'overrode_' + verdict)
        env.cr.execute(
            'SELECT name, module FROM ir_model_data WHERE module IN %s AND name IN %s', [tuple(modules), tuple(keys)]
        )
        for name, module in env.cr.fetchall():
            effects.setdefault(name, []).append(module[len(EFFECTS) :])
    return effects
