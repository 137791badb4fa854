# purchase-order.confirmed: the supplier says what will come, and when. The order stays what was agreed: another
# quantity is a matter for the buyer, who gets an activity.

OTHER_QUANTITIES = 'The supplier confirmed other quantities'
CONFIRMED_KEYS = ('purchase_order', 'supplier', 'reference', 'lines', 'note')


def confirm_purchase(posting):
    payload = only_keys(posting['payload'], CONFIRMED_KEYS, '/data')
    reference = optional_text_at(payload, 'reference', '/data/supplierReference')
    note = optional_text_at(payload, 'note', '/data/note', 500)
    order = purchase_of(posting)
    awaited = awaited_moves(order)
    confirmed = {}
    for index, entry in enumerate(list_at(payload, 'lines', '/data/lines')):
        pointer = f'/data/lines/{index}'
        only_keys(entry, ('line', 'item', 'quantity', 'promised'), pointer)
        product, lines = named_lines(order, entry, pointer)
        sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
        check_rounding(posting, sent)
        amount, dates = confirmed.get((product, lines), (0, []))
        if 'promised' in entry:
            dates = dates + [moment_at(entry, 'promised', pointer + '/promisedAt')]
        confirmed[(product, lines)] = (amount + sent['amount'], dates)
    differences = []
    open_differences = []
    for product, lines in confirmed:
        amount, dates = confirmed[(product, lines)]
        waiting = moves_of(awaited, product, lines)
        if dates:
            promise(lines, waiting, max(dates))
        if len(set(dates)) > 1:
            warn(
                posting,
                f'{called(product)} is promised for {len(set(dates))} dates: Odoo keeps the last, {max(dates)} UTC',
            )
        difference = difference_of(product, lines, amount)
        if difference:
            differences.append(difference)
            warn(posting, f'{difference}: the order in Odoo stays as it is')
            if waiting:
                open_differences.append(difference)
    if reference:
        order.write({'partner_ref': reference})
    if 'acknowledged' in order._fields:
        order.action_acknowledge()
    tell_buyer(order, reference, note, differences, open_differences)
    return order


def promise(lines, waiting, moment):
    """The date of a line moves the deadline of its moves; the schedule follows neither, and is written on the moves. A
    line that has come in full keeps the date it had."""
    for line in lines:
        if waiting or not line.move_ids:
            line.write({'date_planned': moment})
    waiting.write({'date': moment})


def difference_of(product, lines, confirmed):
    """In the product's own unit: four kilograms more of three tonnes are a difference."""
    unit = product.uom_id
    ordered = 0
    for line in lines:
        ordered += line.product_uom_id._compute_quantity(line.product_qty, unit, round=False)
    if product not in lines.product_id or not unit.compare(confirmed, ordered):
        return ''
    return f'{called(product)}: {shown(confirmed)} {unit.name} confirmed, {shown(ordered)} {unit.name} ordered'


def tell_buyer(order, reference, note, differences, open_differences):
    words = ['Confirmed by the supplier' + (f' as {reference}' if reference else '')] + differences
    if note:
        words.append(note)
    # Plain text: Odoo escapes it. A note: nobody is sent a mail.
    order.message_post(body='. '.join(words))
    # A confirmation speaks of the whole order: what the last one left to do is done with.
    for activity in order.activity_ids:
        if activity.summary == OTHER_QUANTITIES:
            activity.unlink()
    if open_differences:
        buyer = order.user_id or order.env.user
        order.with_context(mail_activity_quick_update=True).activity_schedule(
            'mail.mail_activity_data_warning',
            user_id=buyer.id,
            note='. '.join(open_differences),
            summary=OTHER_QUANTITIES,
        )


PROCEDURES['purchase-order.confirmed'] = confirm_purchase
