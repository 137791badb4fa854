# production-orders.changes and production-orders.read: the plant's orders as it knows them, by the name they were
# released under, with all parts that Odoo made of them (see _orders.py). Drafts are left out.

# What is recorded on an open part's components: not picked, it is reserved; picked, it was used and not yet booked.
COMPONENTS = f"""
    SELECT jsonb_agg(jsonb_build_object(
             'item', {ITEM_CODE}, 'uom', {unit_sql('m.product_uom')}, 'uom_name', u.name->>'en_US',
             'quantity', m.product_uom_qty::float8, 'recorded', m.quantity::float8, 'picked', COALESCE(m.picked, false),
             'lots', (SELECT jsonb_agg(jsonb_build_object('lot', l.name, 'location', loc.complete_name,
                                                          'quantity', s.quantity) ORDER BY l.name, loc.complete_name)
                        FROM (SELECT ml.lot_id, ml.location_id, SUM(ml.quantity)::float8 AS quantity
                                FROM stock_move_line ml WHERE ml.move_id = m.id GROUP BY 1, 2) AS s
                        JOIN stock_lot l ON l.id = s.lot_id JOIN stock_location loc ON loc.id = s.location_id))
             ORDER BY m.sequence, m.id)
      FROM stock_move m JOIN product_product p ON p.id = m.product_id JOIN uom_uom u ON u.id = m.product_uom
     WHERE m.raw_material_production_id = o.id AND m.state NOT IN ('cancel', 'done')
"""

OPERATIONS = f"""
    SELECT jsonb_agg(jsonb_build_object(
             'operation', w.name, 'work_center', COALESCE(NULLIF(c.code, ''), c.name), 'state', w.state,
             'minutes', w.duration_expected, 'starts', {moment_sql('w.date_start')},
             'ends', {moment_sql('w.date_finished')},
             'produced', COALESCE(w.qty_produced, 0)::float8) ORDER BY w.sequence, w.id)
      FROM mrp_workorder w JOIN mrp_workcenter c ON c.id = w.workcenter_id
     WHERE w.production_id = o.id AND w.state <> 'cancel'
"""

# The lots of what was made; of an open part, those it is to have.
MADE_LOTS = """
    SELECT jsonb_agg(DISTINCT l.name) FROM stock_lot l
     WHERE l.id IN (SELECT r.stock_lot_id FROM mrp_production_stock_lot_rel r WHERE r.mrp_production_id = o.id)
"""

PRODUCTION_ORDERS = f"""
    SELECT g.id, jsonb_build_object(
             'order', g.name, 'item', (jsonb_agg({ITEM_CODE} ORDER BY o.backorder_sequence, o.id))->>0,
             'parts', jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'part', o.name, 'state', o.state, 'quantity', o.product_qty::float8,
               'uom', {unit_sql('o.product_uom_id')}, 'uom_name', u.name->>'en_US',
               'produced', (SELECT COALESCE(SUM(f.quantity), 0)::float8 FROM stock_move f
                             WHERE f.production_id = o.id AND f.product_id = o.product_id AND f.state = 'done'),
               'lots', ({MADE_LOTS}), 'origin', o.origin, 'urgent', NULLIF(o.priority = '1', false),
               'starts', {moment_sql('o.date_start')}, 'ends', {moment_sql('o.date_finished')},
               'due', {moment_sql('o.date_deadline')},
               'components', CASE WHEN o.state IN ('confirmed', 'progress', 'to_close') THEN ({COMPONENTS}) END,
               'operations', CASE WHEN o.state IN ('confirmed', 'progress', 'to_close') THEN ({OPERATIONS}) END))
               ORDER BY o.backorder_sequence, o.id)) AS document
      FROM mrp_production_group g
      JOIN mrp_production o ON o.production_group_id = g.id
      JOIN product_product p ON p.id = o.product_id JOIN uom_uom u ON u.id = o.product_uom_id
      JOIN stock_picking_type t ON t.id = o.picking_type_id
     WHERE t.warehouse_id = %(warehouse)s AND o.company_id = %(company)s AND o.state <> 'draft'
       AND g.id IN (
           SELECT x.production_group_id FROM mrp_production x JOIN stock_picking_type y ON y.id = x.picking_type_id
            WHERE y.warehouse_id = %(warehouse)s AND x.company_id = %(company)s AND CASE
                  WHEN %(ids)s::int[] IS NOT NULL THEN x.production_group_id = ANY(%(ids)s::int[])
                  ELSE x.state IN ('confirmed', 'progress', 'to_close')
                    OR {written_sql('x')} END)
     GROUP BY g.id, g.name
"""


def orders_of(warehouse):
    return {'warehouse': warehouse.id, 'company': warehouse.company_id.id}


def production_orders_changes(warehouse, about):
    return changes_answered(about, PRODUCTION_ORDERS, orders_of(warehouse))


def production_orders_read(warehouse, about):
    return entities_read(about, PRODUCTION_ORDERS, orders_of(warehouse))


QUESTIONS['production-orders.changes'] = production_orders_changes
QUESTIONS['production-orders.read'] = production_orders_read
