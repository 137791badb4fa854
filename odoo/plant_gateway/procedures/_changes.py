# What of the plant's things changed: a fingerprint of each that is open or was written since a mark, and the things
# themselves. Both are of one statement, which makes of each thing a document; its fingerprint is the document's hash.

MOST_THINGS = 20000
MOST_READ = 200


def changes_answered(about, thing_sql, parameters):
    """Of a statement with the columns id and document: {mark, known: whether `since` meant something, things: [[id,
    fingerprint]]}. `since` is among its parameters."""
    only_keys(about, ('since',), '')
    since = since_at(about)
    mark, oid, following = horizon()
    values = dict(parameters, since=since or None, ids=None)
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
    ids = list_at(about, 'ids', '/ids')
    if len(ids) > MOST_READ:
        malformed('/ids', f'ids must be at most {MOST_READ}')
    for each in ids:
        if isinstance(each, bool) or not isinstance(each, int):
            malformed('/ids', 'ids must be whole numbers')
    values = dict(parameters, since=None, ids=list(ids))
    env.cr.execute(
        f'SELECT id, md5(document::text) AS fingerprint, document FROM ({thing_sql}) AS thing ORDER BY id', values)
    return {'things': env.cr.dictfetchall()}


def unit_sql(column):
    """SQL of the external id of the unit in this column, if it has one."""
    return ("(SELECT d.module || '.' || d.name FROM ir_model_data d"
            f" WHERE d.model = 'uom.uom' AND d.res_id = {column} ORDER BY d.id LIMIT 1)")


def moment_sql(column):
    return f"to_char({column}, 'YYYY-MM-DD HH24:MI:SS')"


# What the plant may call an item.
ITEM_CODE = "COALESCE(NULLIF(p.default_code, ''), p.barcode, p.id::text)"
