# What changed among the records that a plant hears of. Two questions share one SQL statement, which makes a document of
# each record: `changes` answers the hashes (fingerprints) of records that are open or were written since a watermark
# (mark), `read` answers the documents themselves.

MOST_THINGS = 20000
MOST_READ = 200


def changes_answered(about, thing_sql, parameters, more=()):
    """{mark, known: whether `since` could be used, things: [[id, fingerprint]], next: the last id of this page, when
    there are more}. `thing_sql` has the columns id and document, and `since` among its parameters. `more` are further
    keys of `about` that the caller reads. A caller of several pages keeps the mark of the first page."""
    only_keys(about, ('since', 'after', 'most') + more, '')
    since = since_at(about)
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_THINGS
    if most > MOST_THINGS or most != int(most):
        malformed('/most', f'most must be a whole number up to {MOST_THINGS}')
    mark, _oid, _following = horizon()
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
    """(ids, their first numbers) of things without a record of their own: an id is several numbers, like 7-0-12."""
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
