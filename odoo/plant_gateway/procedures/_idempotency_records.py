# Idempotency records: each is committed together with a booking, and proves that the event was booked. It is an
# external id, because (module, name) is unique in SQL. Written in SQL: a plain user may not read or write external ids.

IDEMPOTENCY_RECORDS = 'plant_gateway_receipt'


def recorded_documents(keys):
    """{event key: (model, id)} of the events already booked."""
    env.cr.execute(
        'SELECT name, model, res_id FROM ir_model_data WHERE module = %s AND name IN %s',
        [IDEMPOTENCY_RECORDS, tuple(keys)],
    )
    records = {}
    for name, model, res_id in env.cr.fetchall():
        records[name] = (model, res_id)
    return records


def insert_idempotency_records(keys):
    """Before the booking. A call that books the same event at the same time makes us wait here; when it commits, we
    fail with a serialization error, Odoo repeats our call, and that finds the record. In one sequence for all calls,
    so that two calls cannot wait for each other."""
    env.cr.execute(
        """
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        SELECT %s, key, 'ir.model.data', 0, true, %s, now() AT TIME ZONE 'UTC' FROM unnest(%s) AS key ORDER BY key
            ON CONFLICT (module, name) DO NOTHING RETURNING id
    """,
        [IDEMPOTENCY_RECORDS, env.uid, keys],
    )
    # Records that were there before are looked up first; never go on without one of our own.
    if len(env.cr.fetchall()) != len(keys):
        malformed('', 'the event comes twice in one call')


def fill_idempotency_records(keys, documents):
    """After the booking."""
    models = []
    ids = []
    for document in documents:
        models.append(document._name)
        ids.append(document.id)
    env.cr.execute(
        """
        UPDATE ir_model_data SET model = booked.model, res_id = booked.id
          FROM unnest(%s, %s, %s) AS booked (key, model, id)
         WHERE ir_model_data.module = %s AND ir_model_data.name = booked.key
    """,
        [keys, models, ids, IDEMPOTENCY_RECORDS],
    )
