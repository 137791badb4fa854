# Folds: many events of one ordering key booked by one write, with the same result as one write for each.


def supersedes(event):
    operation = event.get('operation')
    return isinstance(operation, str) and operation in SUPERSEDES


def fold_from(events, start, records):
    """The events from here on that one write can book: of one operation and one ordering key, with nothing but
    duplicates between them. Empty when there are fewer than two."""
    ordering_key, operation = events[start]['stream'], events[start].get('operation')
    if not isinstance(operation, str) or operation not in FOLDED:
        return []
    fold = []
    seen = set()
    for event in events[start:]:
        key = event['event']
        if event['stream'] != ordering_key or event.get('operation') != operation or key in seen:
            break
        if key not in records:
            seen.add(key)
            fold.append(event)
    return fold if len(fold) > 1 else []


def book_fold(fold):
    """{key: row} up to the first refused event, or of all when they supersede each other. A refused event is found by
    halving: one among two thousand costs a dozen folds rather than two thousand bookings."""
    if len(fold) == 1:
        return {fold[0]['event']: book_one(fold[0])}
    rows = book_folded(fold)
    if not rows:
        half = len(fold) // 2
        rows = book_fold(fold[:half])
        if supersedes(fold[0]) or not has_refusal(rows):
            rows.update(book_fold(fold[half:]))
    return rows


def has_refusal(rows):
    for key in rows:
        if rows[key]['result'] == 'refused':
            return True
    return False


def book_folded(fold):
    """{key: row} when all events could be booked, else an empty dict."""
    savepoint = env.cr.savepoint()
    try:
        keys = []
        postings = []
        for event in fold:
            keys.append(event['event'])
        insert_idempotency_records(keys)
        for event in fold:
            postings.append(checked(event))
        documents = FOLDED[fold[0]['operation']](postings)
        for posting in postings:
            ask_verdicts(posting)
            value_in_time_order(posting)
        fill_idempotency_records(keys, documents)
        rows = {}
        for index in range(len(keys)):
            rows[keys[index]] = posted(postings[index], documents[index])
        savepoint.close(rollback=False)
        return rows
    except Exception as error:
        refusal_of(error)
        savepoint.close(rollback=True)
        return {}
