# history.days: which days of each dataset have rows that were written since the watermark, and the watermark to go on
# from.


def history_days(warehouse, about):
    only_keys(about, ('since', 'time_zone'), '')
    zone = zone_at(about)
    # Before the rows are read: what is written meanwhile is read next time.
    watermark = horizon()[0]
    since = since_at(about)
    days = {}
    for name in HISTORY:
        days[name] = days_written(warehouse, name, since, zone)
    return {'mark': watermark, 'anew': not since, 'days': days}


QUESTIONS['history.days'] = history_days
