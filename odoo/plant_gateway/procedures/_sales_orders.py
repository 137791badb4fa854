# Sales orders: one for each order number of the shop.


def need_sales_app():
    """Sales is an app of its own, and its deliveries come with Inventory."""
    if 'sale.order' not in env or 'warehouse_id' not in env['sale.order']._fields:
        refuse('app-not-installed', '/type', "Odoo's Sales app is not installed")


def refuse_placed(warehouse, reference):
    """Refuses in any state: an order that was cancelled in Odoo must not come back under another event id."""
    order = warehouse.env['sale.order'].search(
        [('client_order_ref', '=', reference), ('warehouse_id', '=', warehouse.id)], limit=1
    )
    if order:
        refuse('sales-order-exists', '/data/order', f'{order.name} is the sales order of {reference} already')


def claim_reference(order, reference):
    """No SQL constraint keeps the customer's reference unique: two events at once would make two orders. So the number
    takes an external id, which is unique: the slower call fails with a serialization error, is retried by Odoo, and
    finds the order."""
    env.cr.execute(
        """
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        VALUES ('plant_gateway_sales_order', %s || '_' || md5(%s), 'sale.order', %s, true, %s,
                now() AT TIME ZONE 'UTC')
            ON CONFLICT (module, name) DO UPDATE SET res_id = EXCLUDED.res_id
    """,
        [order.warehouse_id.id, reference, order.id, env.uid],
    )


def sales_line(posting, entry, pointer):
    """Values of a line, in the unit that was given: in the product's own, the price of a dozen would be rounded."""
    only_keys(entry, ('line', 'item', 'quantity', 'price'), pointer)
    product = item_of(posting['warehouse'], text_at(entry, 'item', pointer + '/item'), pointer + '/item', ())
    if not product.sale_ok:
        refuse('item-not-for-sale', pointer + '/item', f'{called(product)} is not for sale in Odoo')
    sent = sent_at(entry, 'quantity', product, pointer + '/quantity')
    check_rounding(posting, sent)
    unit, amount = sent['given'], sent['given'].round(sent['value'])
    if not same_amount(amount, sent['value']):
        # Odoo would round 0.0045 tonnes to none. What the price is for is said in `finish_line`.
        unit, amount = product.uom_id, sent['amount']
    return {'product_id': product.id, 'product_uom_id': unit.id, 'product_uom_qty': amount}


def finish_line(line, entry, pointer):
    """The shop's price and its name of the line. A price that is given when the line is made passes for the price
    list's own, and is gone when somebody changes the quantity; so it is written afterwards, as a person would."""
    values = {}
    if 'price' in entry:
        price = only_keys(entry['price'], ('value', 'currency'), pointer + '/unitPrice')
        # The price list's discount would be subtracted as well.
        values['discount'] = 0
        price_unit = number_at(price, 'value', pointer + '/unitPrice/value', zero_allowed=True)
        given = unit_of(line, entry['quantity']['uom'], pointer + '/quantity/unit')
        # It is for the unit that was sent.
        values['price_unit'] = price_unit * line.product_uom_id._compute_quantity(1, given, round=False)
        currency = text_at(price, 'currency', pointer + '/unitPrice/currency')
        if currency != line.currency_id.name:
            refuse(
                'other-currency',
                pointer + '/unitPrice/currency',
                f'prices of {line.order_partner_id.display_name} are in {line.currency_id.name}, not in {currency}',
            )
    name = optional_text_at(entry, 'line', pointer + '/line')
    if name:
        # Printed with the description, because Odoo has no field for it.
        values['name'] = f'{line.name}\n#{name}'
    if values:
        line.write(values)


def sales_of(warehouse):
    need_sales_app()
    return {'warehouse': warehouse.id, 'company': warehouse.company_id.id, 'idempotency_records': IDEMPOTENCY_RECORDS}
