# invoices.changes and invoices.read: posted invoices and credit notes for orders from the warehouse. An unpaid one
# counts as open for a year, because what is paid outside of Odoo stays unpaid in Odoo forever. A closed one that is
# written again, also back to draft, is read again.

INVOICE_OPEN = """(i.state = 'posted' AND i.payment_state IN ('not_paid', 'partial', 'in_payment')
                   AND COALESCE(i.invoice_date, i.date) > CURRENT_DATE - 366)"""

# Orders that an invoice has lines of.
INVOICED_ORDERS = """
    SELECT DISTINCT s.id, s.warehouse_id, s.company_id, COALESCE(NULLIF(s.client_order_ref, ''), s.name) AS name
      FROM account_move_line a JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
      JOIN sale_order_line l ON l.id = r.order_line_id JOIN sale_order s ON s.id = l.order_id
     WHERE a.move_id = i.id
"""

INVOICES = f"""
    SELECT i.id, jsonb_strip_nulls(jsonb_build_object(
             'invoice', i.name, 'type', i.move_type, 'state', i.state, 'open', {INVOICE_OPEN},
             'payment', i.payment_state, 'customer', {partner_sql('i.partner_id')}, 'date', i.invoice_date,
             'due', i.invoice_date_due, 'currency', c.name, 'untaxed', i.amount_untaxed::float8,
             'tax', i.amount_tax::float8, 'total', i.amount_total::float8, 'residual', i.amount_residual::float8,
             'credits', (SELECT x.name FROM account_move x WHERE x.id = i.reversed_entry_id), 'orders', whole.orders,
             'events', whole.events)) AS document
      FROM account_move i JOIN res_currency c ON c.id = i.currency_id
      CROSS JOIN LATERAL (
        SELECT jsonb_agg(o.name ORDER BY o.name) FILTER (WHERE o.warehouse_id = %(warehouse)s) AS orders,
               -- Of every order, also those of others and those that no event placed: whose it is depends on all.
               jsonb_agg(COALESCE((SELECT MIN(d.name) FROM ir_model_data d WHERE d.module = %(idempotency_records)s
                                      AND d.model = 'sale.order' AND d.res_id = o.id), '')) AS events
          FROM ({INVOICED_ORDERS}) AS o WHERE o.company_id = %(company)s) AS whole
     WHERE i.move_type IN ('out_invoice', 'out_refund') AND i.company_id = %(company)s AND whole.orders IS NOT NULL
       AND CASE WHEN %(ids)s::int[] IS NOT NULL THEN i.id = ANY(%(ids)s::int[])
                ELSE {INVOICE_OPEN} OR ({written_sql('i')} AND (i.state = 'posted' OR i.posted_before)) END
"""


def invoices_changes(warehouse, about):
    parameters = sales_of(warehouse)
    return changes_answered(about, INVOICES, parameters)


def invoices_read(warehouse, about):
    parameters = sales_of(warehouse)
    return entities_read(about, INVOICES, parameters)


QUESTIONS['invoices.changes'] = invoices_changes
QUESTIONS['invoices.read'] = invoices_read
