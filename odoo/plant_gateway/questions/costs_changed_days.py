# costs.changed-days: the days on which orders were finished whose cost may have changed since the watermark, because
# the order, its moves, operations or times were written. Without a usable watermark: all days from `from` on.


def days_changed(warehouse, about):
    only_keys(about, ('since', 'from', 'time_zone'), '')
    zone = zone_at(about)
    first = day_at(about, 'from')
    since = since_at(about)
    written = f"""
        {written_sql('p')}
        OR EXISTS (SELECT 1 FROM stock_move m WHERE m.raw_material_production_id = p.id
                      AND {written_sql('m')})
        OR EXISTS (SELECT 1 FROM stock_move m WHERE m.production_id = p.id
                      AND {written_sql('m')})
        OR EXISTS (SELECT 1 FROM mrp_workorder o WHERE o.production_id = p.id AND (
                      {written_sql('o')}
                      OR EXISTS (SELECT 1 FROM mrp_workcenter_productivity t
                                  WHERE t.workorder_id = o.id AND {written_sql('t')})))"""
    from_first_day = "p.date_finished >= (%(first)s::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'"
    env.cr.execute(
        f"""
        SELECT DISTINCT (p.date_finished AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date::text AS day
          FROM mrp_production p JOIN stock_picking_type y ON y.id = p.picking_type_id
         WHERE p.state = 'done' AND y.warehouse_id = %(warehouse)s AND p.company_id = %(company)s
           AND ({written if since else from_first_day})
         ORDER BY day
    """,
        {
            'since': since or None,
            'first': first,
            'zone': zone,
            'warehouse': warehouse.id,
            'company': warehouse.company_id.id,
        },
    )
    days = []
    for row in env.cr.fetchall():
        days.append(row[0])
    return {'mark': horizon()[0], 'days': days}


QUESTIONS['costs.changed-days'] = days_changed
