# The call: env.context['plant_gateway'] = {version, events}, one transaction, a result row per event in `action`.

MOST_EVENTS = 100
HEX = set('0123456789abcdef')
POSTING_KEYS = ('event', 'stream', 'operation', 'plant', 'warehouse', 'time', 'policy', 'payload')

# Exceptions that say something about this one event. All others (a lost database, a defect of ours) fail the call:
# no event is at fault, and serialization errors must reach Odoo, which retries.
ABOUT_THE_EVENT = ('ValueError(', 'ZeroDivisionError(', 'AssertionError(', 'NotNullViolation(', 'CheckViolation(',
                   'ForeignKeyViolation(', 'NumericValueOutOfRange(', 'RedirectWarning(')
# Of Odoo's own errors, a missing right and a record that somebody holds (LockError) say nothing about the event.
ACCESS_DENIED = 403
LOCKED = 409


def answer(request):
    if not isinstance(request, dict) or not isinstance(request.get('version'), str):
        return {'version': VERSION, 'error': 'malformed'}
    if request['version'] != VERSION:
        return {'version': VERSION, 'error': 'version-mismatch'}
    events = request.get('events')
    if not isinstance(events, (list, tuple)) or len(events) > MOST_EVENTS:
        return {'version': VERSION, 'error': 'malformed'}
    if not events:
        # Asked by the gateway to learn whether it may post again.
        return {'version': VERSION, 'rows': []}
    keys = []
    for event in events:
        if not has_key(event):
            return {'version': VERSION, 'error': 'malformed'}
        keys.append(event['event'])
    for event in events:
        code = event.get('warehouse')
        if isinstance(code, str) and len(warehouse_of(code)) != 1:
            return {'version': VERSION, 'error': 'unknown-warehouse',
                    'message': f'Odoo has no warehouse {code}, or several, that the integration user may see'}
    receipts = receipts_of(keys)
    lock_orders(events)
    return {'version': VERSION, 'rows': rows_of(events, receipts)}


def has_key(event):
    key = event.get('event') if isinstance(event, dict) else ''
    return isinstance(key, str) and len(key) == 32 and set(key) <= HEX and isinstance(event.get('stream'), str)


def rows_of(events, receipts):
    rows = []
    blocked = set()
    for event in events:
        key = event['event']
        if key in receipts:
            row = {'event': key, 'result': 'duplicate', 'document': describe(receipts[key])}
        elif event['stream'] in blocked:
            row = {'event': key, 'result': 'behind'}
        else:
            row = row_of(event)
            if row['result'] == 'refused':
                blocked.add(event['stream'])
            else:
                receipts[key] = (row['document']['model'], row['document']['id'])
        rows.append(row)
    return rows


def describe(receipt):
    document = env(context={})[receipt[0]].browse(receipt[1]).exists()
    # A cancelled order can be deleted; what was booked on it was booked nevertheless.
    return {'model': receipt[0], 'id': receipt[1], 'name': document.display_name if document else 'deleted'}


def row_of(event):
    """Books one event in a savepoint of its own: a refusal leaves the others standing."""
    savepoint = env.cr.savepoint()
    try:
        take_receipt(event['event'])
        posting = checked(event)
        document = PROCEDURES[event['operation']](posting)
        fill_receipt(event['event'], document)
        row = {'event': event['event'], 'result': 'posted',
               'document': {'model': document._name, 'id': document.id, 'name': document.display_name}}
        savepoint.close(rollback=False)
        return row
    except UserError as error:
        if error.http_status in (ACCESS_DENIED, LOCKED):
            raise
        savepoint.close(rollback=True)
        return refused(event, error.args[0])
    except Exception as error:
        if not repr(error).startswith(ABOUT_THE_EVENT):
            raise
        savepoint.close(rollback=True)
        return refused(event, f'Odoo failed on this event: {error}')


def refused(event, reason):
    code, pointer, message = reason if isinstance(reason, tuple) else ('odoo-refused', '/data', str(reason))
    return {'event': event['event'], 'result': 'refused', 'code': code, 'message': message[:1000], 'pointer': pointer}


def checked(event):
    """The posting, its envelope validated, its texts resolved."""
    only_keys(event, POSTING_KEYS, '')
    if event.get('operation') not in PROCEDURES:
        malformed('/type', 'unknown operation')
    policy = only_keys(event.get('policy'), ('negative_stock',), '')
    if policy.get('negative_stock') not in ('refuse', 'allow'):
        malformed('', 'negative_stock must be refuse or allow')
    return {
        'event': event['event'],
        'warehouse': warehouse_of(text_at(event, 'warehouse', '')),
        # A plant's clock may run ahead by seconds; Odoo refuses dates in the future nowhere, but they read badly.
        'moment': min(moment_at(event, 'time', '/time'), datetime.datetime.utcnow().replace(microsecond=0)),
        'refuse_negative': policy['negative_stock'] == 'refuse',
        'payload': event.get('payload'),
    }


action = answer(env.context.get('plant_gateway'))
