# The call: env.context['plant_gateway'] = {version, protocol, environment, events}, one transaction, a result row per
# event in `action`.
# Or {version, protocol, environment, ask}: a question, with its answer or the reason why there is none.

MOST_EVENTS = 2500
HEX = set('0123456789abcdef')
POSTING_KEYS = ('event', 'stream', 'operation', 'plant', 'warehouse', 'company', 'time', 'policy', 'payload')


def answer(request):
    reply = heading_for(request)
    if 'error' not in reply:
        reply.update(other_environment(request) or answer_call(request))
        if protocol_of(request) == 1:
            hide_new_codes(reply)
    return reply


def answer_call(request):
    if 'ask' in request:
        return answer_question(request['ask'])
    events = request.get('events')
    if not isinstance(events, (list, tuple)) or len(events) > MOST_EVENTS:
        return {'error': 'malformed'}
    if not events:
        # An empty call: the gateway asks whether it may post again.
        return {'rows': []}
    keys = []
    for event in events:
        if not has_key(event):
            return {'error': 'malformed'}
        keys.append(event['event'])
    for event in events:
        operation = event.get('operation')
        if isinstance(operation, str) and operation not in PROCEDURES:
            return {
                'error': 'unknown-operation',
                'message': f'the Odoo module has no procedure for {operation}',
            }
    for event in events:
        if isinstance(event.get('warehouse'), str) and len(warehouse_for(event)) != 1:
            return {'error': 'unknown-warehouse', 'message': no_warehouse(event)}
    try:
        for event in events:
            rules = hold_rules_of(event)
            if rules:
                mark_hold_places(rules)
    except Exception as error:
        return {'error': 'gate-misconfigured', 'message': refusal_of(error)[2][:1000]}
    records = recorded_documents(keys)
    lock_orders(events)
    lock_purchases(events)
    rows = rows_of(events, records)
    add_lots(rows, events)
    return {'rows': rows}


def answer_question(asked):
    """Answers a question. It books nothing and needs no idempotency record, so it may be asked again."""
    try:
        only_keys(asked, ('question', 'warehouse', 'company', 'about'), '')
        name = text_at(asked, 'question', '')
        if name not in QUESTIONS:
            return {
                'error': 'unknown-operation',
                'message': f'the Odoo module has no answer to {name}',
            }
        text_at(asked, 'warehouse', '')
        warehouse = warehouse_for(asked)
        if len(warehouse) != 1:
            return {'error': 'unknown-warehouse', 'message': no_warehouse(asked)}
        without_compiling()
        return {'answer': QUESTIONS[name](warehouse, asked.get('about'))}
    except Exception as error:
        code, pointer, message = refusal_of(error)
        if pointer.startswith('/gate'):
            return {'error': 'gate-misconfigured', 'message': message[:1000]}
        return {'refused': {'code': code, 'pointer': pointer, 'message': message[:1000]}}


def has_key(event):
    key = event.get('event') if isinstance(event, dict) else ''
    return isinstance(key, str) and len(key) == 32 and set(key) <= HEX and isinstance(event.get('stream'), str)


def rows_of(events, records):
    rows = []
    booked = {}
    blocked = set()
    for index in range(len(events)):
        event = events[index]
        key = event['event']
        if key in records:
            row = {'event': key, 'result': 'duplicate', 'document': describe(records[key])}
        elif event['stream'] in blocked:
            row = {'event': key, 'result': 'behind'}
        else:
            if key not in booked:
                fold = fold_from(events, index, records)
                booked.update(book_fold(fold) if fold else book_run(run_from(events, index, records, blocked)))
            row = booked[key]
            if row['result'] != 'refused':
                records[key] = (row['document']['model'], row['document']['id'])
            elif not supersedes(event):
                blocked.add(event['stream'])
        rows.append(row)
    return rows


def run_from(events, start, records, blocked):
    """The events from here on that may be booked together: of one operation that allows it, each with its own ordering
    key."""
    run = [events[start]]
    seen = {events[start]['event'], events[start]['stream']}
    operation = events[start].get('operation')
    if not isinstance(operation, str) or operation not in TOGETHER:
        return run
    for event in events[start + 1 :]:
        key, ordering_key = event['event'], event['stream']
        if (
            event.get('operation') != operation
            or key in seen
            or ordering_key in seen
            or key in records
            or ordering_key in blocked
        ):
            return run
        seen.add(key)
        seen.add(ordering_key)
        run.append(event)
    return run


def book_run(run):
    """{key: row}. Books the run together; if that fails, each event by itself, to learn which one is at fault."""
    rows = book_together(run) if len(run) > 1 else {}
    if not rows:
        for event in run:
            rows[event['event']] = book_one(event)
    return rows


def checked(event, late=''):
    """The posting of an event, with validated envelope and resolved codes. `late`: why it is not booked at
    its own time."""
    only_keys(event, POSTING_KEYS, '')
    text_at(event, 'operation', '/type')
    policy = only_keys(event.get('policy'), ('negative_stock', 'expiry', 'rounding', 'gate', 'late'), '')
    if policy.get('negative_stock') not in ('refuse', 'allow'):
        malformed('', 'negative_stock must be refuse or allow')
    if policy.get('late', 'today') not in ('today', 'refuse'):
        malformed('', 'late must be today or refuse')
    if policy.get('rounding', 'warn') not in ('warn', 'refuse'):
        malformed('', 'rounding must be warn or refuse')
    said = moment_at(event, 'time', '/time')
    rules = hold_rules_of(event)
    text_at(event, 'warehouse', '')
    warehouse = warehouse_for(event)
    # Consumption reads this entry: it must be of this event, not of another one of the call.
    FOUND[('rework', warehouse.id)] = rules['rework'] if rules else False
    return {
        'event': event['event'],
        'warehouse': warehouse,
        # A plant's clock may run ahead, and Odoo would silently accept a date in the future.
        'moment': min(said, present()),
        'ahead': said > present(),
        'hold_rules': rules,
        'expiry': expiry_rules(policy),
        'warnings': [],
        'late': late,
        'refuse_late': policy.get('late') == 'refuse',
        'moves': False,
        # A word about a lot; and what verdicts have released that this event waits for, {lot: amount}.
        'word': False,
        'due': {},
        'refuse_negative': policy['negative_stock'] == 'refuse',
        'rounding': policy.get('rounding', 'warn'),
        'payload': event.get('payload'),
    }


def expiry_rules(policy):
    """{expired: refuse or warn, soon: refuse or warn, days: how many days before its date a lot expires soon; 0:
    never}"""
    rules = only_keys(policy.get('expiry', {}), ('expired', 'soon', 'soon_days'), '')
    days = number_at(rules, 'soon_days', '') if 'soon_days' in rules else 0
    for key in ('expired', 'soon'):
        if rules.get(key, 'refuse') not in ('refuse', 'warn'):
            malformed('', f'{key} must be refuse or warn')
    return {'expired': rules.get('expired', 'refuse'), 'soon': rules.get('soon', 'warn'), 'days': days}


def present():
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)


action = answer(env.context.get('plant_gateway'))
