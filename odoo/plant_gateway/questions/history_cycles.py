# history.cycles: the least time that operations of orders need for one unit, as the bills of materials have it: the
# time of a cycle by what a cycle makes. Without setting up and cleaning, at a work centre of full efficiency.


def history_cycles(warehouse, about):
    only_keys(about, ('orders',), '')
    names = []
    for name in list_at(about, 'orders', '/orders'):
        names.append(text_at({'order': name}, 'order', '/orders'))
    rows = []
    seen = set()
    orders = warehouse.env['mrp.production'].search(
        [('production_group_id.name', 'in', names), ('picking_type_id.warehouse_id', '=', warehouse.id)],
        order='backorder_sequence, id',
    )
    for order in orders:
        name = order.production_group_id.name
        for work_order in order.workorder_ids:
            center = work_order.workcenter_id
            minutes = work_order.operation_id.time_cycle if work_order.operation_id else 0
            key = (name, work_order.name, center.id)
            if not minutes or key in seen:
                continue
            seen.add(key)
            capacity = center._get_capacity(order.product_id, order.product_uom_id, order.bom_id.product_qty or 1)[0]
            row = {
                'production_order': name,
                'operation': work_order.name,
                'work_center': center.code or center.name,
                'seconds': minutes * 60 / capacity,
            }
            external = order.product_uom_id.get_external_id()[order.product_uom_id.id]
            if external:
                row['uom'] = external
            rows.append(row)
    return {'cycles': rows}


QUESTIONS['history.cycles'] = history_cycles
