# history.production: what was made, by line; what an unbuilding took back counts against it.

MADE = "(m.production_id IS NOT NULL OR m.unbuild_id IS NOT NULL AND b.usage = 'production') AND m.scrap_id IS NULL"


def production_source():
    return {
        'columns': moved_columns(
            {
                'production_order': 'COALESCE(g.name, o.name)',
                'part': 'o.name',
                'quantity': signed('m.unbuild_id IS NOT NULL'),
                'kind': """CASE WHEN m.unbuild_id IS NOT NULL THEN 'unbuilt'
                            WHEN s.product_id = o.product_id THEN 'product' ELSE 'by-product' END""",
                'planned': """CASE WHEN m.unbuild_id IS NULL AND s.product_id = o.product_id
                            THEN o.product_uom_qty::float8 END""",
                'started_at': moment_of('CASE WHEN m.unbuild_id IS NULL THEN o.date_start END'),
                'finished_at': moment_of('s.date'),
                'event': 'CASE WHEN m.unbuild_id IS NULL THEN o.x_plant_gateway_event END',
            }
        ),
        'tables': f"""{MOVED} LEFT JOIN mrp_unbuild ub ON ub.id = m.unbuild_id
            LEFT JOIN mrp_production o ON o.id = COALESCE(m.production_id, ub.mo_id) {OF_ORDER}""",
        'where': f'{DONE} AND {MADE} AND {AT_WAREHOUSE}',
        'moment': 's.date',
        'written': ('s', 'm', 'o', 'ub'),
    }


def history_production(warehouse, about):
    return rows_of_day(warehouse, about, 'production')


HISTORY['production'] = production_source
QUESTIONS['history.production'] = history_production
