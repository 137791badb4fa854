# history.scrap: what was scrapped, of an order or of the stock.


def scrap_source():
    return {
        'columns': moved_columns(
            {
                'production_order': 'COALESCE(g.name, o.name)',
                'part': 'o.name',
                'quantity': signed('FALSE'),
                'reason': """(SELECT string_agg(tag.name ->> 'en_US', ', ' ORDER BY tag.name ->> 'en_US')
                            FROM stock_scrap_stock_scrap_reason_tag_rel why
                            JOIN stock_scrap_reason_tag tag ON tag.id = why.stock_scrap_reason_tag_id
                           WHERE why.stock_scrap_id = sc.id)""",
                'scrapped_at': moment_of('s.date'),
                'event': 'sc.x_plant_gateway_event',
            }
        ),
        'tables': f"""{MOVED} JOIN stock_scrap sc ON sc.id = m.scrap_id
            LEFT JOIN mrp_production o ON o.id = sc.production_id {OF_ORDER}""",
        'where': f'{DONE} AND %(warehouse)s = COALESCE(a.warehouse_id, t.warehouse_id)',
        'moment': 's.date',
        'written': ('s', 'm', 'sc', 'o'),
    }


def history_scrap(warehouse, about):
    return rows_of_day(warehouse, about, 'scrap')


HISTORY['scrap'] = scrap_source
QUESTIONS['history.scrap'] = history_scrap
