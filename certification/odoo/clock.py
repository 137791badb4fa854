"""The clock of a shell that runs under libfaketime: work is done at the time that the case says. PostgreSQL's clock is
not faked, so `create_date` and `write_date` are those of the run."""

import os
from datetime import UTC, datetime

FILE = os.environ.get('FAKETIME_TIMESTAMP_FILE')


def set_clock(at):
    """`at`: RFC 3339; absent: the clock stays. It stands still until the next call."""
    if not at:
        return
    if not FILE:
        raise AssertionError('a step has a time, and the case does not say when it begins')
    with open(FILE, 'w') as out:
        out.write(f'{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M:%S}\n')


def present(task):
    """The real time, in UTC without a zone. `task['now']`: when the caller asked."""
    now = datetime.fromisoformat(task['now']) if FILE else datetime.now(UTC)
    return now.astimezone(UTC).replace(tzinfo=None)
