"""The clock of a shell that runs under libfaketime: work is done at the time that the case says. PostgreSQL's clock is
not faked, so `create_date` and `write_date` are those of the run."""

import os
from datetime import UTC, datetime, timedelta

FILE = os.environ.get('FAKETIME_TIMESTAMP_FILE')


def set_clock(at):
    """`at`: RFC 3339; absent: the clock stays. It stands still until the next call."""
    if not at:
        return
    if not FILE:
        raise AssertionError('a step has a time, and the case does not say when it begins')
    with open(FILE, 'w') as out:
        out.write(f'{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M:%S}\n')


MARGIN = timedelta(minutes=10)


def present(task):
    """The real time of the run: from when and until when a date is of now, in UTC without a zone. `task['began']`: when
    its cases were given; `task['now']`: when the caller asked. All phases of a run begin together: what is of now after
    the screens is so after the events, however long they took."""
    now = datetime.fromisoformat(task['now']) if FILE else datetime.now(UTC)
    began = datetime.fromisoformat(task['began'])
    return tuple(each.astimezone(UTC).replace(tzinfo=None) for each in (began - MARGIN, now + MARGIN))
