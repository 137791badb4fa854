# history.labour: times on operations, by the day on which they began. A time that goes on has no end yet.
#
# Times are removed, when what really happened takes the place of what Odoo assumed. A removed row cannot be seen; its
# operation, whose duration changes with it, can, and so the days of all that is left of it are read anew.


def labour_source():
    return {
        'columns': {
            'production_order': 'COALESCE(g.name, o.name)',
            'part': 'o.name',
            'operation': 'w.name',
            'work_center': "COALESCE(NULLIF(c.code, ''), re.name)",
            'kind': "COALESCE(NULLIF(s.x_plant_gateway_kind, ''), 'reported')",
            'category': 'ty.loss_type',
            'started_at': moment_of('s.date_start'),
            'ended_at': moment_of('s.date_end'),
            'minutes': '(EXTRACT(EPOCH FROM s.date_end - s.date_start) / 60)::float8',
        },
        'tables': """mrp_workcenter_productivity s JOIN mrp_workorder w ON w.id = s.workorder_id
            JOIN mrp_workcenter c ON c.id = s.workcenter_id JOIN resource_resource re ON re.id = c.resource_id
            JOIN mrp_production o ON o.id = w.production_id
            JOIN stock_picking_type t ON t.id = o.picking_type_id
            LEFT JOIN mrp_production_group g ON g.id = o.production_group_id
            LEFT JOIN mrp_workcenter_productivity_loss z ON z.id = s.loss_id
            LEFT JOIN mrp_workcenter_productivity_loss_type ty ON ty.id = z.loss_id""",
        'where': 's.company_id = %(company)s AND t.warehouse_id = %(warehouse)s',
        'moment': 's.date_start',
        'written': ('s', 'w'),
    }


def history_labour(warehouse, about):
    return rows_of_day(warehouse, about, 'labour')


HISTORY['labour'] = labour_source
QUESTIONS['history.labour'] = history_labour
