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
