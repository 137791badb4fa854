# sales-order.placed: a customer ordered in a shop. The sales order is confirmed, which makes its delivery.

PLACE_KEYS = ('reference', 'customer', 'deliver_to', 'requested', 'lines', 'note')


def place_sales_order(posting):
    payload = only_keys(posting['payload'], PLACE_KEYS, '/data')
    warehouse = posting['warehouse']
    need_sales_app()
    reference = text_at(payload, 'reference', '/data/order')
    refuse_placed(warehouse, reference)
    customer = partner_of(warehouse, text_at(payload, 'customer', '/data/customer'), '/data/customer')
    entries = list_at(payload, 'lines', '/data/lines')
    if not entries:
        malformed('/data/lines', 'an order has lines')
    lines = []
    for entry in entries:
        lines.append(Command.create(sales_line(posting, entry, f'/data/lines/{len(lines)}')))
    values = {
        'partner_id': customer.id,
        'company_id': warehouse.company_id.id,
        'warehouse_id': warehouse.id,
        # Otherwise the gateway's own user would be the salesperson of whoever has none.
        'user_id': (customer.user_id or customer.commercial_partner_id.user_id).id,
        'client_order_ref': reference,
        'date_order': posting['moment'],
        'order_line': lines,
    }
    if 'deliver_to' in payload:
        code = text_at(payload, 'deliver_to', '/data/deliverTo')
        values['partner_shipping_id'] = partner_of(warehouse, code, '/data/deliverTo', customer).id
    if 'requested' in payload:
        values['commitment_date'] = moment_at(payload, 'requested', '/data/requestedAt')
    order = warehouse.env['sale.order'].create(values)
    claim_reference(order, reference)
    for index, line in enumerate(order.order_line):
        finish_line(line, entries[index], f'/data/lines/{index}')
    order.action_confirm()
    if order.state != 'sale':
        refuse_dialog(f'confirming the order {reference}')
    # action_confirm stamps the time of the call.
    order.write({'date_order': posting['moment']})
    note = optional_text_at(payload, 'note', '/data/note', 1000)
    if note:
        # Only logged: message_post would write to the customer, who follows the order.
        order._message_log(body=note)
    return order


PROCEDURES['sales-order.placed'] = place_sales_order
