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
    booked = {}
    blocked = set()
    for index in range(len(events)):
        event = events[index]
        key = event['event']
        if key in receipts:
            row = {'event': key, 'result': 'duplicate', 'document': describe(receipts[key])}
        elif event['stream'] in blocked:
            row = {'event': key, 'result': 'behind'}
        else:
            if key not in booked:
                booked.update(book_run(run_from(events, index, receipts, blocked)))
            row = booked[key]
            if row['result'] == 'refused':
                blocked.add(event['stream'])
            else:
                receipts[key] = (row['document']['model'], row['document']['id'])
        rows.append(row)
    return rows


def run_from(events, start, receipts, blocked):
    """The events from here on that may be booked together: of one operation that can, each of a stream of its own."""
    run = [events[start]]
    seen = {events[start]['event'], events[start]['stream']}
    operation = events[start].get('operation')
    if not isinstance(operation, str) or operation not in TOGETHER:
        return run
    for event in events[start + 1:]:
        key, stream = event['event'], event['stream']
        if event.get('operation') != operation or key in seen or stream in seen or key in receipts or stream in blocked:
            return run
        seen.add(key)
        seen.add(stream)
        run.append(event)
    return run


def book_run(run):
    """{key: row}. All of the run together, or else each by itself, to learn which one is at fault."""
    rows = book_together(run) if len(run) > 1 else {}
    if not rows:
        for event in run:
            rows[event['event']] = book_one(event)
    return rows


def describe(receipt):
    document = env(context={})[receipt[0]].browse(receipt[1]).exists()
    # A cancelled order can be deleted; what was booked on it was booked nevertheless.
    return {'model': receipt[0], 'id': receipt[1], 'name': document.display_name if document else 'deleted'}


def book_together(run):
    """{key: row} when all could be booked, nothing when one could not."""
    prepare, complete, finish = TOGETHER[run[0]['operation']]
    savepoint = env.cr.savepoint()
    try:
        parts = []
        documents = set()
        for event in run:
            take_receipt(event['event'])
            part = prepare(checked(event))
            # Two streams, one order: its events must follow each other.
            if part['document'] in documents:
                malformed('', 'another stream has events of this order')
            documents.add(part['document'])
            parts.append(part)
        complete(parts)
        rows = {}
        for part in parts:
            finish(part)
            key = part['posting']['event']
            fill_receipt(key, part['document'])
            rows[key] = posted(key, part['document'])
        savepoint.close(rollback=False)
        return rows
    except Exception as error:
        refusal_of(error)
        savepoint.close(rollback=True)
        return {}


def book_one(event):
    """A savepoint of its own: a refusal leaves the others standing."""
    key = event['event']
    savepoint = env.cr.savepoint()
    try:
        take_receipt(key)
        posting = checked(event)
        document = PROCEDURES[event['operation']](posting)
        fill_receipt(key, document)
        row = posted(key, document)
        savepoint.close(rollback=False)
        return row
    except Exception as error:
        code, pointer, message = refusal_of(error)
        savepoint.close(rollback=True)
        return {'event': key, 'result': 'refused', 'code': code, 'pointer': pointer, 'message': message[:1000]}


def posted(key, document):
    return {'event': key, 'result': 'posted',
            'document': {'model': document._name, 'id': document.id, 'name': document.display_name}}


def refusal_of(error):
    """(code, pointer, message) of an exception that is about the event; any other goes on, and ends the call."""
    if isinstance(error, UserError):
        if error.http_status in (ACCESS_DENIED, LOCKED):
            raise error
        reason = error.args[0]
        return reason if isinstance(reason, tuple) else ('odoo-refused', '/data', str(reason))
    if repr(error).startswith(ABOUT_THE_EVENT):
        return ('odoo-refused', '/data', f'Odoo failed on this event: {error}')
    raise error


def checked(event):
    """The posting, its envelope validated, its texts resolved."""
    only_keys(event, POSTING_KEYS, '')
    if text_at(event, 'operation', '/type') not in PROCEDURES:
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
