# What of the plant's things changed: a fingerprint of each that is open or was written since a mark, and the things
# themselves. Both are of one statement, which makes of each thing a document; its fingerprint is the document's hash.

MOST_THINGS = 20000
MOST_READ = 200


def changes_answered(about, thing_sql, parameters, more=()):
    """Of a statement with the columns id and document: {mark, known: whether `since` meant something, things: [[id,
    fingerprint]], next: the id after which they go on, when there are more}. `since` is among its parameters; `more` are
    further keys of `about`, which the caller reads. Who asks for several pages goes on with the mark of the first."""
    only_keys(about, ('since', 'after', 'most') + more, '')
    since = since_at(about)
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_THINGS
    if most > MOST_THINGS or most != int(most):
        malformed('/most', f'most must be a whole number up to {MOST_THINGS}')
    mark, oid, following = horizon()
    values = dict(
        parameters, since=since or None, ids=None, after=optional_text_at(about, 'after', '/after'), limit=int(most) + 1
    )
    without_compiling()
    env.cr.execute(
        f"""
        SELECT id, md5(document::text) FROM ({thing_sql}) AS thing
         WHERE %(after)s = '' OR id::text COLLATE "C" > %(after)s
         ORDER BY id::text COLLATE "C" LIMIT %(limit)s
    """,
        values,
    )
    things = []
    for row in env.cr.fetchall():
        things.append([row[0], row[1]])
    answered = {'mark': mark, 'known': bool(since), 'things': things[: int(most)]}
    if len(things) > most:
        answered['next'] = str(things[int(most) - 1][0])
    return answered


def things_read(about, thing_sql, parameters):
    """{things: [{id, fingerprint, document}]} of the `ids` asked for; what is no more is not among them."""
    only_keys(about, ('ids',), '')
    ids = ids_at(about)
    for each in ids:
        if isinstance(each, bool) or not isinstance(each, int):
            malformed('/ids', 'ids must be whole numbers')
    return things_answered(thing_sql, dict(parameters, since=None, ids=ids))


def ids_at(about):
    ids = list_at(about, 'ids', '/ids')
    if len(ids) > MOST_READ:
        malformed('/ids', f'ids must be at most {MOST_READ}')
    return list(ids)


def joined_ids_at(about, parts):
    """Of things that have no record of their own: ids of so many numbers, like 7-0-12. (the ids, their first numbers)"""
    ids = ids_at(about)
    firsts = []
    for each in ids:
        numbers = each.split('-') if isinstance(each, str) else []
        fit = len(numbers) == parts
        for number in numbers:
            fit = fit and number.isdigit() and len(number) < 10
        if not fit:
            malformed('/ids', f'ids must be {parts} numbers joined by hyphens')
        firsts.append(int(numbers[0]))
    return ids, firsts


def without_compiling():
    """Postgres would compile these statements for longer than they run (measured: 2.3 of 2.6 seconds)."""
    env.cr.execute('SET LOCAL jit = off')


def things_answered(thing_sql, values):
    without_compiling()
    env.cr.execute(
        f'SELECT id, md5(document::text) AS fingerprint, document FROM ({thing_sql}) AS thing ORDER BY id', values
    )
    return {'things': env.cr.dictfetchall()}
