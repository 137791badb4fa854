# Reading what changed without missing anything. Odoo's write_date is the start of the transaction, so a long
# transaction commits behind any watermark made of it. Postgres knows better: a snapshot names the transaction below
# which all others had ended (its xmin), and every row names the transaction that wrote it (its xmin). A reader of the
# snapshot may not have seen what that transaction or a later one wrote. Savepoints have numbers of their own, always
# greater than that of their transaction.
#
# A watermark is <oid of the database>:<transaction>. In a database that was restored elsewhere it is not valid,
# and everything is read again.

# A row keeps 32 bits of a transaction's number. A watermark so old that they may have wrapped around is not valid.
OLDEST_WATERMARK = 1000000000


def horizon():
    """(watermark to go on from next time, oid, number of the next transaction) of this transaction's snapshot."""
    env.cr.execute("""
        SELECT d.oid::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint
          FROM pg_database d WHERE d.datname = current_database()
    """)
    oid, oldest, following = env.cr.fetchall()[0]
    return f'{oid}:{oldest}', oid, following


def since_at(about):
    """The watermark `since` as the 32 bits that rows keep, for the parameter `since` of `written_sql`. False when there
    is none, or it is not valid here."""
    text = optional_text_at(about, 'since', '/since')
    if not text:
        return False
    parts = text.split(':')
    if len(parts) != 2 or not parts[0].isdigit() or not parts[1].isdigit():
        malformed('/since', 'since must be a watermark that was answered')
    _watermark, oid, following = horizon()
    written = int(parts[1])
    if parts[0] != oid or written > following or following - written > OLDEST_WATERMARK:
        return False
    return str(written % 4294967296)


def written_sql(row):
    """SQL that is true for a row written since the watermark, if there is one. Rows older than two thousand million
    transactions have a negative age: frozen rows keep the number of their writer."""
    return f"(%(since)s::text IS NOT NULL AND age({row}.xmin) BETWEEN 0 AND age(NULLIF(%(since)s::text, '')::xid))"
