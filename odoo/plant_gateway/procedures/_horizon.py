# Reading what changed, without losing anything. Odoo's write_date is when a transaction began: one that took long
# commits behind any mark that is made of it. Postgres itself knows better: a snapshot says below which transaction all
# others were over (its xmin), and every row by which transaction it was written (its xmin). What was written by that
# transaction or a later one is what a reader of the snapshot may not have seen. Savepoints have numbers of their own,
# always greater than that of their transaction.
#
# A mark is <oid of the database>:<transaction>. Of a database that was restored elsewhere it says nothing, and all is
# read anew.

# A transaction's number has 32 bits on a row; a mark so old that they may have begun anew is none.
OLDEST_MARK = 1000000000


def horizon():
    """(mark to go on from next time, oid, number of the next transaction) of this transaction's snapshot."""
    env.cr.execute("""
        SELECT d.oid::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint
          FROM pg_database d WHERE d.datname = current_database()
    """)
    oid, oldest, following = env.cr.fetchall()[0]
    return f'{oid}:{oldest}', oid, following


def since_at(about):
    """Where the mark `since` stands, as a row's 32 bits; False when there is none, or it means nothing here. It is the
    parameter `since` of `written_sql`."""
    text = optional_text_at(about, 'since', '/since')
    if not text:
        return False
    parts = text.split(':')
    if len(parts) != 2 or not parts[0].isdigit() or not parts[1].isdigit():
        malformed('/since', 'since must be a mark that was answered')
    _mark, oid, following = horizon()
    written = int(parts[1])
    if parts[0] != oid or written > following or following - written > OLDEST_MARK:
        return False
    return str(written % 4294967296)


def written_sql(row):
    """SQL of whether this row was written since the mark, if there is one. What is older than two thousand million
    transactions has an age below zero: rows that Postgres froze keep the number of who wrote them."""
    return f"(%(since)s::text IS NOT NULL AND age({row}.xmin) BETWEEN 0 AND age(NULLIF(%(since)s::text, '')::xid))"
