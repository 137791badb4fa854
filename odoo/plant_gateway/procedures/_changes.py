# What of the plant's things changed: a fingerprint of each that is open or was written since a mark, and the things
# themselves. Both are of one statement, which makes of each thing a document; its fingerprint is the document's hash.

MOST_THINGS = 20000
MOST_READ = 200


def changes_answered(about, thing_sql, parameters, more=()):
    """Of a statement with the columns id and document: {mark, known: whether `since` meant something, things: [[id,
    fingerprint]]}. `since` is among its parameters; `more` are further keys of `about`, which the caller reads."""
    only_keys(about, ('since',) + more, '')
    since = since_at(about)
    mark, oid, following = horizon()
    values = dict(parameters, since=since or None, ids=None)
    without_compiling()
    env.cr.execute(
        f'SELECT id, md5(document::text) FROM ({thing_sql}) AS thing ORDER BY id LIMIT {MOST_THINGS + 1}', values)
    rows = env.cr.fetchall()
    if len(rows) > MOST_THINGS:
        refuse('malformed-posting', '/since', f'more than {MOST_THINGS} are open: too many to look at in one call')
    things = []
    for row in rows:
        things.append([row[0], row[1]])
    return {'mark': mark, 'known': bool(since), 'things': things}


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
        f'SELECT id, md5(document::text) AS fingerprint, document FROM ({thing_sql}) AS thing ORDER BY id', values)
    return {'things': env.cr.dictfetchall()}


def column_sql(model, field, row, kind='text'):
    """SQL of a column that an app adds, where it is installed."""
    return f'{row}.{field}' if model in env and field in env[model]._fields else f'NULL::{kind}'


def unit_sql(column):
    """SQL of the external id of the unit in this column, if it has one."""
    return ("(SELECT d.module || '.' || d.name FROM ir_model_data d"
            f" WHERE d.model = 'uom.uom' AND d.res_id = {column} ORDER BY d.id LIMIT 1)")


def partner_sql(column):
    """SQL of the reference of the contact in this column, else of its company, if there is one."""
    return ("(SELECT COALESCE(NULLIF(who.ref, ''), NULLIF(whole.ref, '')) FROM res_partner who"
            f" LEFT JOIN res_partner whole ON whole.id = who.commercial_partner_id WHERE who.id = {column})")


def moment_sql(column):
    return f"to_char({column}, 'YYYY-MM-DD HH24:MI:SS')"


# What the plant may call an item.
ITEM_CODE = "COALESCE(NULLIF(p.default_code, ''), p.barcode, p.id::text)"
