# purchase-orders.changes and purchase-orders.read: what was ordered for the warehouse, how much of it came, and what is
# on its way. An order is open while it awaits goods. A closed one that is written again, also back to a request for
# quotation, is read again; its content decides whether a message is published. Prices are left out.

ORDERED_LINES = f"""
    SELECT jsonb_agg(jsonb_build_object(
             'line', n.line, 'item', {ITEM_CODE}, 'quantity', l.product_qty::float8, 'received', l.qty_received::float8,
             'uom', {unit_sql('l.product_uom_id')}, 'uom_name', u.name->>'en_US',
             'promised', {moment_sql('l.date_planned')}) ORDER BY n.line)
      FROM (SELECT x.id, row_number() OVER (ORDER BY x.sequence, x.id) AS line
              FROM purchase_order_line x WHERE x.order_id = o.id AND x.display_type IS NULL) AS n
      JOIN purchase_order_line l ON l.id = n.id
      JOIN product_product p ON p.id = l.product_id JOIN uom_uom u ON u.id = l.product_uom_id
"""

RECEIPTS_OF_ORDER = f"""
    SELECT jsonb_agg(jsonb_build_object(
             'receipt', k.name, 'state', k.state, 'expected', {moment_sql('k.scheduled_date')},
             'received', CASE WHEN k.state = 'done' THEN {moment_sql('k.date_done')} END) ORDER BY k.id)
      FROM stock_picking k JOIN stock_picking_type kt ON kt.id = k.picking_type_id AND kt.code = 'incoming'
     WHERE k.id IN (SELECT m.picking_id FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
                     WHERE l.order_id = o.id)
"""

PURCHASE_OPEN = "(o.state = 'purchase' AND COALESCE(o.receipt_status IN ('pending', 'partial'), false))"

PURCHASE_ORDERS = f"""
    SELECT o.id, jsonb_strip_nulls(jsonb_build_object(
             'order', o.name, 'state', o.state, 'open', {PURCHASE_OPEN}, 'received', o.receipt_status,
             'supplier', {partner_sql('o.partner_id')}, 'reference', NULLIF(o.partner_ref, ''),
             'acknowledged', COALESCE(o.acknowledged, false), 'currency', c.name,
             'placed', {moment_sql('o.date_approve')}, 'lines', ({ORDERED_LINES}), 'receipts', ({RECEIPTS_OF_ORDER}))
           ) AS document
      FROM purchase_order o JOIN stock_picking_type t ON t.id = o.picking_type_id
      JOIN res_currency c ON c.id = o.currency_id
     WHERE t.warehouse_id = %(warehouse)s AND o.company_id = %(company)s AND CASE
           WHEN %(ids)s::int[] IS NOT NULL THEN o.id = ANY(%(ids)s::int[])
           ELSE {PURCHASE_OPEN} OR o.id IN (
               SELECT x.id FROM purchase_order x WHERE {written_sql('x')}
                UNION SELECT x.order_id FROM purchase_order_line x WHERE {written_sql('x')}
                UNION SELECT l.order_id FROM stock_picking x JOIN stock_move m ON m.picking_id = x.id
                        JOIN purchase_order_line l ON l.id = m.purchase_line_id WHERE {written_sql('x')}) END
"""


def purchases_of(warehouse):
    if not buys(warehouse):
        refuse('app-not-installed', '', 'purchase orders need the app purchase_stock, which Odoo does not have')
    return {'warehouse': warehouse.id, 'company': warehouse.company_id.id}


def purchase_orders_changes(warehouse, about):
    return changes_answered(about, PURCHASE_ORDERS, purchases_of(warehouse))


def purchase_orders_read(warehouse, about):
    return entities_read(about, PURCHASE_ORDERS, purchases_of(warehouse))


QUESTIONS['purchase-orders.changes'] = purchase_orders_changes
QUESTIONS['purchase-orders.read'] = purchase_orders_read
