# What a verdict of quality did when it was booked: it decided about the lot, or it overrode a verdict that held the
# lot. Kept as an external id beside the receipt, in the same transaction, so that a repeated event gets the same
# answer, and so do two verdicts of one call.

WORDS = 'plant_gateway_word_'


def note_word(posting, lot, did):
    env.cr.execute(
        """
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        VALUES (%s, %s, 'stock.lot', %s, true, %s, now() AT TIME ZONE 'UTC')
    """,
        [WORDS + did, posting['event'], lot.id, env.uid],
    )


def words_of(keys):
    """{event key: what its word did}: `decided`, and the verdict that it overrode."""
    words = {}
    if keys:
        modules = [WORDS + 'decided']
        for verdict in HOLDING:
            modules.append(WORDS + 'overrode_' + verdict)
        env.cr.execute(
            'SELECT name, module FROM ir_model_data WHERE module IN %s AND name IN %s', [tuple(modules), tuple(keys)]
        )
        for name, module in env.cr.fetchall():
            words.setdefault(name, []).append(module[len(WORDS) :])
    return words
