# Reading the payload. Whoever has the group may call the action, so nothing is taken on trust: known keys, right
# types, sane lengths. Nothing of the payload ever reaches Odoo as a ready-made dict of values.

LONGEST_TEXT = 128
LARGEST_NUMBER = 1e12
LONGEST_LIST = 1000


def malformed(pointer, message):
    refuse('malformed-posting', pointer, message)


def only_keys(holder, keys, pointer):
    if not isinstance(holder, dict):
        malformed(pointer, 'must be an object')
    for key in holder:
        if key not in keys:
            malformed(pointer, f'unknown field {key!r}')
    return holder


def text_at(holder, key, pointer, limit=LONGEST_TEXT):
    value = holder.get(key)
    if not isinstance(value, str) or not value.strip():
        malformed(pointer, f'{key} must be a text')
    if len(value) > limit:
        malformed(pointer, f'{key} is longer than {limit} characters')
    return value


def optional_text_at(holder, key, pointer, limit=LONGEST_TEXT):
    return text_at(holder, key, pointer, limit) if key in holder else ''


def list_at(holder, key, pointer):
    value = holder.get(key, [])
    # JSON lists arrive as lists; Odoo's frozen context may have made them tuples.
    if not isinstance(value, (list, tuple)) or len(value) > LONGEST_LIST:
        malformed(pointer, f'{key} must be a list of at most {LONGEST_LIST}')
    return value


def number_at(holder, key, pointer, zero_allowed=False):
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        malformed(pointer, f'{key} must be a number')
    # NaN is not itself.
    if value != value or abs(value) > LARGEST_NUMBER:
        malformed(pointer, f'{key} is not a usable number')
    if value < 0 or (not value and not zero_allowed):
        refuse('quantity-not-positive', pointer, f'{shown(value)} is not a positive quantity')
    return value


def moment_at(holder, key, pointer):
    value = text_at(holder, key, pointer)
    try:
        return datetime.datetime.strptime(value, MOMENT)
    except Exception:
        malformed(pointer, f'{key} must look like 2026-11-23 08:15:00')


# Days of a plant are its own: they begin at midnight of its time zone.


def zone_at(about):
    """A name that both Odoo and Postgres know."""
    name = text_at(about, 'time_zone', '/time_zone')
    try:
        timezone(name)
    except Exception:
        malformed('/time_zone', 'time_zone must be an IANA time zone')
    return name


def day_at(about, key):
    day = text_at(about, key, '/' + key)
    try:
        datetime.datetime.strptime(day, '%Y-%m-%d')
    except Exception:
        malformed('/' + key, f'{key} must look like 2026-11-23')
    return day
