# nonconformance.raised: a lot or an order is not as it should be. People get an activity on the document, and the lot
# is held unless the event says otherwise.

RAISED_KEYS = ('item', 'lot', 'order', 'title', 'description', 'severity', 'hold', 'person')


def raise_nonconformance(posting):
    payload = only_keys(posting['payload'], RAISED_KEYS, '/data')
    if not isinstance(payload.get('hold'), bool):
        malformed('/data/hold', 'hold must be true or false')
    severity = payload.get('severity')
    if severity not in ('minor', 'major', 'critical'):
        malformed('/data/severity', 'severity must be minor, major or critical')
    title = text_at(payload, 'title', '/data/title', 120)
    description = optional_text_at(payload, 'description', '/data/description', 1000)
    document = lot_at_fault(posting, payload) if 'lot' in payload else order_at_fault(posting, payload)
    user = (document._name == 'mrp.production' and document.user_id) or document.env.user
    document.activity_schedule(
        'mail.mail_activity_data_todo',
        summary=f'Nonconformance ({severity}): {title}',
        note=description,
        user_id=user.id,
    )
    alert_enterprise(document, title, description)
    words = f'Nonconformance ({severity}): {title}'
    write_down(document, posting, f'{words}. {description}' if description else words, payload)
    return document


def lot_at_fault(posting, payload):
    _payload, product, number = payload_about_lot(posting, RAISED_KEYS)
    if not payload['hold']:
        return used_lot(product, number, '/data/lot')
    required_hold_rules(posting)
    lot = lot_to_hold(product, number)
    if judge(posting, lot, 'held'):
        hold(posting, product, lot)
    return lot


def order_at_fault(posting, payload):
    if payload['hold']:
        malformed('/data/hold', 'an order is not held: name its lots')
    family = family_of(posting['warehouse'], text_at(payload, 'order', '/data/order'))
    return family[-1:]


PROCEDURES['nonconformance.raised'] = raise_nonconformance
