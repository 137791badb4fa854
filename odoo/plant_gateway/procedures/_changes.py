# What changed among the records that a plant gets messages about. Two questions share one SQL statement, which makes a
# document of each record: `changes` answers the hashes (fingerprints) of records that are open or were written since a
# watermark (`mark`), `read` answers the documents themselves.

MOST_ENTITIES = 20000
MOST_READ = 200


def changes_answered(about, entity_sql, parameters, more=()):
    """{mark: watermark, known: whether `since` could be used, things: [[id, fingerprint]], next: the last id of this
    page, when there are more}. `entity_sql` has the columns id and document, and `since` among its parameters. `more`
    are further keys of `about` that the caller reads. A caller of several pages keeps the watermark of the first
    page."""
    only_keys(about, ('since', 'after', 'most') + more, '')
    since = since_at(about)
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_ENTITIES
    if most > MOST_ENTITIES or most != int(most):
        malformed('/most', f'most must be a whole number up to {MOST_ENTITIES}')
    watermark, _oid, _following = horizon()
    values = dict(
        parameters, since=since or None, ids=None, after=optional_text_at(about, 'after', '/after'), limit=int(most) + 1
    )
    env.cr.execute(
        f"""
        SELECT id, md5(document::text) FROM ({entity_sql}) AS entity
         WHERE %(after)s = '' OR id::text COLLATE "C" > %(after)s
         ORDER BY id::text COLLATE "C" LIMIT %(limit)s
    """,
        values,
    )
    entities = []
    for row in env.cr.fetchall():
        entities.append([row[0], row[1]])
    answered = {'mark': watermark, 'known': bool(since), 'things': entities[: int(most)]}
    if len(entities) > most:
        answered['next'] = str(entities[int(most) - 1][0])
    return answered


def entities_read(about, entity_sql, parameters):
    """{things: [{id, fingerprint, document}]} of the `ids` asked for; deleted ones are left out."""
    only_keys(about, ('ids',), '')
    ids = ids_at(about)
    for each in ids:
        if isinstance(each, bool) or not isinstance(each, int):
            malformed('/ids', 'ids must be whole numbers')
    return entities_answered(entity_sql, dict(parameters, since=None, ids=ids))


def ids_at(about):
    ids = list_at(about, 'ids', '/ids')
    if len(ids) > MOST_READ:
        malformed('/ids', f'ids must be at most {MOST_READ}')
    return list(ids)


def joined_ids_at(about, parts):
    """(ids, their first numbers) of entities without a record of their own: an id is several numbers, like 7-0-12."""
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


def entities_answered(entity_sql, values):
    env.cr.execute(
        f'SELECT id, md5(document::text) AS fingerprint, document FROM ({entity_sql}) AS entity ORDER BY id', values
    )
    return {'things': env.cr.dictfetchall()}
