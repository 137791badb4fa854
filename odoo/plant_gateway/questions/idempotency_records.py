# idempotency.records: which of these events Odoo has booked. After a restore of Odoo's database, the gateway asks for
# the events that it knows as posted.


def idempotency_records(_warehouse, about):
    only_keys(about, ('keys',), '')
    keys = list(list_at(about, 'keys', '/keys'))
    for key in keys:
        if not has_key({'event': key, 'stream': ''}):
            malformed('/keys', 'keys must be event keys')
    return {'recorded': sorted(recorded_documents(keys)) if keys else []}


QUESTIONS['idempotency.records'] = idempotency_records
