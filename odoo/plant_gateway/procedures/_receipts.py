# Receipts: the proof, committed together with the booking, that an event was booked. An external id each, because
# (module, name) is unique in SQL. Written in SQL: a plain user may not read or write external ids.

RECEIPTS = 'plant_gateway_receipt'


def receipts_of(keys):
    """{event key: (model, id)} of the events already booked."""
    env.cr.execute('SELECT name, model, res_id FROM ir_model_data WHERE module = %s AND name IN %s',
                   [RECEIPTS, tuple(keys)])
    receipts = {}
    for name, model, res_id in env.cr.fetchall():
        receipts[name] = (model, res_id)
    return receipts


def take_receipt(key):
    """Before the booking. A call that books the same event at the same time makes us wait here; when it commits, we
    fail with a serialization error, Odoo repeats our call, and that finds the receipt."""
    env.cr.execute("""
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        VALUES (%s, %s, 'ir.model.data', 0, true, %s, now() AT TIME ZONE 'UTC')
            ON CONFLICT (module, name) DO NOTHING RETURNING id
    """, [RECEIPTS, key, env.uid])
    # Receipts that were there before are looked up first; never go on without one of our own.
    if not env.cr.fetchone():
        malformed('', 'the event comes twice in one call')


def fill_receipt(key, document):
    """After the booking."""
    env.cr.execute('UPDATE ir_model_data SET model = %s, res_id = %s WHERE module = %s AND name = %s',
                   [document._name, document.id, RECEIPTS, key])
