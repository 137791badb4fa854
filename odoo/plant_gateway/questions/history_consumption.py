# history.consumption: what orders used, by line; what came back, by a return or an unbuilding, counts against it.

USED = """(m.raw_material_production_id IS NOT NULL OR m.unbuild_id IS NOT NULL AND a.usage = 'production'
           OR m.unbuild_id IS NULL AND origin.raw_material_production_id IS NOT NULL) AND m.scrap_id IS NULL"""
CAME_BACK = 'm.raw_material_production_id IS NULL'


def consumption_source():
    return {
        'columns': moved_columns(
            {
                'production_order': 'COALESCE(g.name, o.name)',
                'part': 'o.name',
                'operation': 'w.name',
                'quantity': signed(CAME_BACK),
                'kind': f"""CASE WHEN m.unbuild_id IS NOT NULL THEN 'unbuilt' WHEN {CAME_BACK} THEN 'returned'
                             ELSE 'used' END""",
                'used_at': moment_of('s.date'),
                'event': f'CASE WHEN {CAME_BACK} THEN pk.x_plant_gateway_event ELSE o.x_plant_gateway_event END',
            }
        ),
        'tables': f"""{MOVED} LEFT JOIN mrp_unbuild ub ON ub.id = m.unbuild_id
            LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
            LEFT JOIN stock_picking pk ON pk.id = m.picking_id
            LEFT JOIN mrp_production o ON o.id = COALESCE(m.raw_material_production_id, ub.mo_id,
                                                          origin.raw_material_production_id)
            LEFT JOIN mrp_workorder w ON w.id = COALESCE(m.workorder_id, origin.workorder_id) {OF_ORDER}""",
        'where': f'{DONE} AND {USED} AND {AT_WAREHOUSE}',
        'moment': 's.date',
        'written': ('s', 'm', 'o', 'ub', 'pk'),
    }


def history_consumption(warehouse, about):
    return rows_of_day(warehouse, about, 'consumption')


HISTORY['consumption'] = consumption_source
QUESTIONS['history.consumption'] = history_consumption
