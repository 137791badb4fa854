# What happened in a warehouse, a day of the plant at a time, for the analytics store. Everything that was done in Odoo
# counts, whoever did it. Read in SQL: a busy day has tens of thousands of rows.

# Dataset -> function that answers how it is read: `columns` {name: SQL}, `tables`, `where`, `moment` (what says which
# day a row is of) and `written` (the tables by whose rows one sees that it has changed). The row itself is `s`.
HISTORY = {}

MOST_ROWS = 5000

MOMENT_IN_SQL = """'YYYY-MM-DD"T"HH24:MI:SS"Z"'"""


# Of a day that the clocks begin twice, this is the second time.
DAY_ENDS = "((%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'"


def day_of(moment):
    return f"to_char(({moment} AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s, 'YYYY-MM-DD')"


def on_day(moment):
    """Every moment is of one day. Compared as moments first: the rest is much slower."""
    return f"""{moment} >= %(day)s::date - 1 AND {moment} < %(day)s::date + 3
               AND {day_of(moment)} = %(day)s"""


def moment_of(column):
    return f'to_char({column}, {MOMENT_IN_SQL})'


def rows_of_day(warehouse, about, name):
    """A page of a day's rows, by the ids of their lines; `next` when there may be more."""
    only_keys(about, ('day', 'time_zone', 'after', 'most'), '')
    source = HISTORY[name]()
    after = number_at(about, 'after', '/after', zero_allowed=True) if 'after' in about else 0
    most = number_at(about, 'most', '/most') if 'most' in about else MOST_ROWS
    if most > MOST_ROWS:
        malformed('/most', f'most must be at most {MOST_ROWS}')
    chosen = []
    for column in source['columns']:
        chosen.append(f'{source["columns"][column]} AS {column}')
    env.cr.execute(
        f"""
        SELECT s.id AS line, {', '.join(chosen)} FROM {source['tables']}
         WHERE {source['where']} AND s.id > %(after)s
           AND {on_day(source['moment'])}
         ORDER BY s.id LIMIT %(most)s
    """,
        asked_of(warehouse, day=day_at(about, 'day'), zone=zone_at(about), after=int(after), most=int(most)),
    )
    rows = []
    for row in env.cr.dictfetchall():
        rows.append(without_blanks(row))
    page = {'rows': rows}
    if len(rows) == int(most):
        page['next'] = rows[-1]['line']
    return page


def asked_of(warehouse, **values):
    return dict(values, warehouse=warehouse.id, company=warehouse.company_id.id, lang=env.lang or 'en_US')


def days_written(warehouse, name, since, zone):
    """Days with rows that were written since the mark; without one, every day that has rows."""
    source = HISTORY[name]()
    newer = 'TRUE'
    if since:
        tests = []
        for table in source['written']:
            tests.append(f'({table}.id IS NOT NULL AND {written_sql(table)})')
        newer = ' OR '.join(tests)
    env.cr.execute(
        f"""
        SELECT DISTINCT {day_of(source['moment'])} FROM {source['tables']}
         WHERE {source['where']} AND {source['moment']} IS NOT NULL AND ({newer}) ORDER BY 1
    """,
        asked_of(warehouse, zone=zone, since=since),
    )
    days = []
    for row in env.cr.fetchall():
        days.append(row[0])
    return days
