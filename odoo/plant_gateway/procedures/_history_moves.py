# Lines of moves that are done, with their item, lot and unit: what most datasets of history are made of.

MOVED = """stock_move_line s JOIN stock_move m ON m.id = s.move_id
    JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
    JOIN product_product p ON p.id = s.product_id JOIN product_template pt ON pt.id = p.product_tmpl_id
    JOIN uom_uom u ON u.id = pt.uom_id LEFT JOIN stock_lot l ON l.id = s.lot_id"""

DONE = "s.state = 'done' AND s.quantity_product_uom <> 0 AND s.company_id = %(company)s"

# The order of a move, or of the unbuilding that it belongs to; its parts have the name of their group.
OF_ORDER = """LEFT JOIN mrp_production_group g ON g.id = o.production_group_id
    LEFT JOIN stock_picking_type t ON t.id = o.picking_type_id"""

# Where an order's own warehouse is not known, the place that the goods came from or went to.
AT_WAREHOUSE = '%(warehouse)s = COALESCE(t.warehouse_id, a.warehouse_id, b.warehouse_id)'

OF_PICKING = """JOIN stock_picking pk ON pk.id = m.picking_id JOIN stock_picking_type t ON t.id = pk.picking_type_id
    LEFT JOIN res_partner pa ON pa.id = pk.partner_id LEFT JOIN res_partner co ON co.id = pa.commercial_partner_id"""


def signed(back):
    """The quantity in the item's unit, below zero where the goods went the other way."""
    return f'(CASE WHEN {back} THEN -s.quantity_product_uom ELSE s.quantity_product_uom END)::float8'


def moved_columns(more):
    return dict(
        {
            'item': ITEM_CODE,
            'lot': 'l.name',
            'uom': unit_sql('u.id'),
            'uom_name': "COALESCE(u.name ->> %(lang)s, u.name ->> 'en_US')",
        },
        **more,
    )


def party(partner):
    """A business partner by the reference that a plant knows; by name where it has none."""
    return f"COALESCE(NULLIF({partner}.ref, ''), {partner}.name)"
