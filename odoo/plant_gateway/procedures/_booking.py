# One event, or a run of events together, in a savepoint: booked with its idempotency record, or undone
# with a reason.

# Exceptions that are caused by this one event. All others (a lost database, a defect of ours) fail the call: no event
# is at fault, and Odoo must see serialization errors, because it retries them.
ABOUT_THE_EVENT = (
    'ValueError(',
    'ZeroDivisionError(',
    'AssertionError(',
    'NotNullViolation(',
    'CheckViolation(',
    'ForeignKeyViolation(',
    'NumericValueOutOfRange(',
    'RedirectWarning(',
)
# Odoo errors that no event causes: a missing right, and a record that somebody holds (LockError).
ACCESS_DENIED = 403
LOCKED = 409


def book_together(run):
    """{key: row} when all events could be booked, else an empty dict."""
    prepare, complete, finish_one = TOGETHER[run[0]['operation']]
    savepoint = env.cr.savepoint()
    try:
        parts = []
        documents = set()
        for event in run:
            insert_idempotency_records([event['event']])
            part = prepare(checked(event))
            # Two ordering keys name one order: its events must be booked one after the other.
            if part['document'] in documents:
                malformed('', 'another ordering key has events of this order')
            documents.add(part['document'])
            parts.append(part)
        complete(parts)
        rows = {}
        for part in parts:
            finish_one(part)
            ask_verdicts(part['posting'])
            value_in_time_order(part['posting'])
            key = part['posting']['event']
            fill_idempotency_records([key], [part['document']])
            rows[key] = posted(part['posting'], part['document'])
        savepoint.close(rollback=False)
        return rows
    except Exception as error:
        refusal_of(error)
        savepoint.close(rollback=True)
        return {}


def book_one(event, late='', due=False):
    """Books one event in a savepoint of its own, so that a refusal does not undo the others. What cannot be valued at
    its own time is booked once more, today; what needs goods that a verdict has released and nobody has let out yet,
    once more when they are out: `due`, {lot: amount}."""
    key = event['event']
    posting = {'due': {}}
    savepoint = env.cr.savepoint()
    try:
        insert_idempotency_records([key])
        posting = checked(event, late)
        release_due(posting, due or {})
        document = PROCEDURES[event['operation']](posting)
        ask_verdicts(posting)
        value_in_time_order(posting)
        fill_idempotency_records([key], [document])
        row = posted(posting, document)
        savepoint.close(rollback=False)
        return row
    except Exception as error:
        code, pointer, message = refusal_of(error)
        savepoint.close(rollback=True)
        if code == 'valued-since' and not late and event['policy'].get('late') != 'refuse':
            return book_one(event, message, due)
        if posting['due'] and not due and code in ('lot-held', 'lot-required'):
            return book_one(event, late, posting['due'])
        # Names of fields may need a query, which Postgres answers only after the way back.
        message = rule_in_words(error) or message
        return {'event': key, 'result': 'refused', 'code': code, 'pointer': pointer, 'message': message[:1000]}


MOST_WARNINGS = 20


def posted(posting, document):
    row = {
        'event': posting['event'],
        'result': 'posted',
        'document': {'model': document._name, 'id': document.id, 'name': document.display_name},
    }
    if posting['warnings']:
        row['warnings'] = posting['warnings'][:MOST_WARNINGS]
        rest = len(posting['warnings']) - MOST_WARNINGS
        if rest > 0:
            row['warnings'][-1:] = [f'and {rest + 1} more warnings']
    return row


def refusal_of(error):
    """(code, pointer, message) of an exception that this event causes. Any other exception is raised again and ends the
    call."""
    if isinstance(error, UserError):
        if error.http_status in (ACCESS_DENIED, LOCKED):
            raise error
        reason = error.args[0]
        return reason if isinstance(reason, tuple) else ('odoo-refused', '/data', str(reason))
    if repr(error).startswith(ABOUT_THE_EVENT):
        return ('odoo-refused', '/data', f'Odoo failed on this event: {error}')
    raise error


# Postgres' own text has the names of tables and the whole row.
BY_POSTGRES = ('NotNullViolation(', 'CheckViolation(', 'ForeignKeyViolation(', 'NumericValueOutOfRange(')


def rule_in_words(error):
    """What a rule of the database wants, in Odoo's words; empty for any other exception."""
    if not repr(error).startswith(BY_POSTGRES):
        return ''
    rule = error.diag
    if not rule.table_name:
        return "a number is out of the range of Odoo's database"
    model = rule.table_name
    for name in env:
        if env[name]._table == rule.table_name and not env[name]._abstract:
            model = name
            break
    what = env[model]._description if model in env else model
    if rule.column_name:
        fields = env[model].fields_get([rule.column_name], ['string']) if model in env else {}
        label = fields[rule.column_name]['string'] if rule.column_name in fields else rule.column_name
        return (
            f'Odoo requires the field {label} ({rule.column_name}) of {what}, which no event fills: give it a default'
        )
    return f'a rule of the database of {what} does not allow it: {rule.constraint_name}'


def describe(record):
    # A cancelled order can be deleted after it was booked on. Looked up once: a repeated fold asks for one document
    # many times.
    key = ('document', record)
    if key not in FOUND:
        FOUND[key] = env(context={})[record[0]].browse(record[1]).exists()
    document = FOUND[key]
    return {'model': record[0], 'id': record[1], 'name': document.display_name if document else 'deleted'}
