# sales-orders.changes and sales-orders.read: what customers ordered from the warehouse, and what of it is delivered and
# invoiced. An order is open while it awaits a delivery. A closed one that is written again, also back to a quotation,
# is read again; its content decides whether a message is published. Prices are left out.

SOLD_LINES = f"""
    SELECT jsonb_agg(jsonb_build_object(
             'line', n.line, 'item', {ITEM_CODE}, 'quantity', l.product_uom_qty::float8,
             'delivered', l.qty_delivered::float8, 'invoiced', l.qty_invoiced::float8,
             'uom', {unit_sql('l.product_uom_id')}, 'uom_name', u.name->>'en_US') ORDER BY n.line)
      FROM (SELECT x.id, row_number() OVER (ORDER BY x.sequence, x.id) AS line
              FROM sale_order_line x WHERE x.order_id = o.id AND x.display_type IS NULL) AS n
      JOIN sale_order_line l ON l.id = n.id
      JOIN product_product p ON p.id = l.product_id JOIN uom_uom u ON u.id = l.product_uom_id
"""

SALE_OPEN = "(o.state = 'sale' AND COALESCE(o.delivery_status IN ('pending', 'started', 'partial'), false))"

# Events that were booked as a document, by their idempotency records.
EVENTS_OF_SALE = """
    SELECT jsonb_agg(d.name ORDER BY d.name) FROM ir_model_data d
     WHERE d.module = %(idempotency_records)s AND d.model = 'sale.order' AND d.res_id = o.id
"""


def deliveries_sql():
    return f"""
        SELECT jsonb_agg(jsonb_build_object(
                 'delivery', k.name, 'state', k.state, 'scheduled', {moment_sql('k.scheduled_date')},
                 'tracking', NULLIF({column_sql('stock.picking', 'carrier_tracking_ref', 'k')}, ''),
                 'shipped', CASE WHEN k.state = 'done' THEN {moment_sql('k.date_done')} END) ORDER BY k.id)
          FROM stock_picking k JOIN stock_picking_type kt ON kt.id = k.picking_type_id
         WHERE k.sale_id = o.id AND (kt.code = 'outgoing' OR {step_to_customer_sql('k', 'kt')})
    """


def step_to_customer_sql(picking, kind):
    """An open transfer that picks or packs for a customer. Odoo makes the next one when it is done, so it is the one
    that events can name."""
    return f"""({kind}.code = 'internal' AND {picking}.state NOT IN ('done', 'cancel') AND EXISTS (
                 SELECT 1 FROM stock_move fm JOIN stock_location fl ON fl.id = fm.location_final_id
                  WHERE fm.picking_id = {picking}.id AND fl.usage = 'customer'))"""


def sales_orders_sql():
    return f"""
        SELECT o.id, jsonb_strip_nulls(jsonb_build_object(
                 'name', o.name, 'reference', NULLIF(o.client_order_ref, ''), 'state', o.state, 'open', {SALE_OPEN},
                 'delivery', o.delivery_status, 'invoice', o.invoice_status,
                 'customer', {partner_sql('o.partner_id')}, 'deliver_to', {partner_sql('o.partner_shipping_id')},
                 'ordered', {moment_sql('o.date_order')}, 'requested', {moment_sql('o.commitment_date')},
                 'events', ({EVENTS_OF_SALE}), 'lines', ({SOLD_LINES}), 'deliveries', ({deliveries_sql()}))) AS document
          FROM sale_order o
         WHERE o.warehouse_id = %(warehouse)s AND o.company_id = %(company)s AND CASE
               WHEN %(ids)s::int[] IS NOT NULL THEN o.id = ANY(%(ids)s::int[])
               ELSE {SALE_OPEN} OR o.id IN (
                   SELECT x.id FROM sale_order x WHERE {written_sql('x')}
                    UNION SELECT x.order_id FROM sale_order_line x WHERE {written_sql('x')}
                    UNION SELECT x.sale_id FROM stock_picking x WHERE {written_sql('x')}) END
    """


def sales_orders_changes(warehouse, about):
    parameters = sales_of(warehouse)
    return changes_answered(about, sales_orders_sql(), parameters)


def sales_orders_read(warehouse, about):
    parameters = sales_of(warehouse)
    return entities_read(about, sales_orders_sql(), parameters)


QUESTIONS['sales-orders.changes'] = sales_orders_changes
QUESTIONS['sales-orders.read'] = sales_orders_read
