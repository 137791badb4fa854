"""What the work of a case left behind, as lines of text without ids, read by SQL. A number after `~` depends a little
on how fast the work was done."""

from snapshot_work import work_lines
from valuation import faults

# A product without a reference goes by its name.
LABEL = """coalesce(product.default_code, (
    SELECT template.name->>'en_US' FROM product_template template WHERE template.id = product.product_tmpl_id))"""

QUANTS = """
    SELECT product.default_code, location.complete_name, coalesce(lot.name, ''), quant.quantity::float,
           quant.reserved_quantity::float
      FROM stock_quant quant
      JOIN product_product product ON product.id = quant.product_id
      JOIN stock_location location ON location.id = quant.location_id
      LEFT JOIN stock_lot lot ON lot.id = quant.lot_id
     WHERE quant.product_id IN %(products)s AND (quant.quantity <> 0 OR quant.reserved_quantity <> 0)
"""

MOVES = """
    SELECT product.default_code, source.complete_name, target.complete_name, move.state, uom.name->>'en_US',
           coalesce(lot.name, ''), sum(line.quantity)::float, line_uom.name->>'en_US',
           coalesce(raw.backorder_sequence, made.backorder_sequence, 0),
           CASE WHEN move.state = 'done' THEN move.date END, move.value::float, move.product_uom_qty::float, move.id,
           (SELECT 'scrap ' || coalesce(string_agg(tag.name->>'en_US', ', '), '') FROM stock_scrap scrap
              LEFT JOIN stock_scrap_stock_scrap_reason_tag_rel tagged ON tagged.stock_scrap_id = scrap.id
              LEFT JOIN stock_scrap_reason_tag tag ON tag.id = tagged.stock_scrap_reason_tag_id
             WHERE scrap.id = move.scrap_id GROUP BY scrap.id)
      FROM stock_move move
      JOIN product_product product ON product.id = move.product_id
      JOIN stock_location source ON source.id = move.location_id
      JOIN stock_location target ON target.id = move.location_dest_id
      JOIN uom_uom uom ON uom.id = move.product_uom
      LEFT JOIN stock_move_line line ON line.move_id = move.id
      LEFT JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
      LEFT JOIN stock_lot lot ON lot.id = line.lot_id
      LEFT JOIN mrp_production raw ON raw.id = move.raw_material_production_id
      LEFT JOIN mrp_production made ON made.id = move.production_id
     WHERE (move.product_id IN %(products)s OR raw.id IN %(orders)s OR made.id IN %(orders)s) AND move.state <> 'cancel'
     GROUP BY product.default_code, source.complete_name, target.complete_name, move.id, uom.name, lot.name,
              line_uom.name, raw.backorder_sequence, made.backorder_sequence
"""

ORDERS = """
    SELECT production.name, production.state, production.product_qty::float, production.qty_producing::float,
           uom.name->>'en_US', production.backorder_sequence, production.date_finished
      FROM mrp_production production JOIN uom_uom uom ON uom.id = production.product_uom_id
     WHERE production.id IN %(orders)s
"""

WORK_ORDERS = """
    SELECT production.name, work.name, work.state, work.qty_produced::float, work.duration::float
      FROM mrp_workorder work JOIN mrp_production production ON production.id = work.production_id
     WHERE production.id IN %(orders)s
"""

LOTS = """
    SELECT product.default_code, lot.name, lot.expiration_date
      FROM stock_lot lot JOIN product_product product ON product.id = lot.product_id
     WHERE lot.product_id IN %(products)s
"""

ENTRIES = """
    SELECT entry.date, account.code_store->>company.id::text, coalesce(product.default_code, entry.ref),
           sum(line.balance)::float, entry.state
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
      JOIN res_company company ON company.id = entry.company_id
      LEFT JOIN product_product product ON product.id = line.product_id
     WHERE line.product_id IN %(products)s OR (line.product_id IS NULL AND entry.ref LIKE %(prefixed)s)
     GROUP BY entry.date, account.code_store, company.id, product.default_code, entry.ref, entry.state
    HAVING abs(sum(line.balance)) > 0.005
"""

PICKINGS = """
    SELECT type.code, picking.state, count(move.id), string_agg(product.default_code, '+' ORDER BY product.default_code)
      FROM stock_picking picking
      JOIN stock_picking_type type ON type.id = picking.picking_type_id
      JOIN stock_move move ON move.picking_id = picking.id AND move.state <> 'cancel'
      JOIN product_product product ON product.id = move.product_id
     WHERE move.product_id IN %(products)s
     GROUP BY picking.id, type.code
"""

PURCHASES = """
    SELECT ordered.name, ordered.state, product.default_code, line.product_qty::float, line.qty_received::float,
           ordered.partner_ref
      FROM purchase_order_line line
      JOIN purchase_order ordered ON ordered.id = line.order_id
      JOIN product_product product ON product.id = line.product_id
     WHERE line.product_id IN %(products)s
"""

SALES = """
    SELECT coalesce(ordered.client_order_ref, ordered.name), ordered.state,
           product.default_code, line.product_uom_qty::float, line.qty_delivered::float,
           uom.name->>'en_US', coalesce(ordered.client_order_ref, ''), customer.complete_name, address.complete_name
      FROM sale_order_line line
      JOIN sale_order ordered ON ordered.id = line.order_id
      JOIN uom_uom uom ON uom.id = line.product_uom_id
      JOIN res_partner customer ON customer.id = ordered.partner_id
      JOIN res_partner address ON address.id = ordered.partner_shipping_id
      JOIN product_product product ON product.id = line.product_id
     WHERE line.product_id IN %(products)s
"""


def snapshot(env, prefix, now, existing=()):
    """A sorted list of lines. `now`, from when until when (`present`), stands for every date of the run."""
    earliest, latest = now
    env.flush_all()
    env.invalidate_all()
    products = (
        env['product.product']
        .with_context(active_test=False, lang='en_US')
        .search(
            [
                '|',
                '|',
                ('default_code', '=like', f'{prefix}%'),
                ('name', '=like', f'{prefix}%'),
                ('id', 'in', existing),
            ],
            order='id',
        )
    )
    groups = env['mrp.production.group'].search([('name', '=like', f'{prefix}%')])
    orders = groups.production_ids | env['mrp.production'].search([('product_id', 'in', products.ids)])
    parameters = {'products': products._ids or (0,), 'orders': orders._ids or (0,), 'prefixed': f'{prefix}%'}

    def rows(statement):
        env.cr.execute(statement.replace('product.default_code', LABEL), parameters)
        return env.cr.fetchall()

    def plain(value):
        return value.replace(prefix, '') if isinstance(value, str) else value

    def amount(value):
        return 0 if value is None else float(f'{value:.10g}')

    def when(value):
        if value is None:
            return ''
        return 'now' if earliest < value < latest else f'{value:%Y-%m-%d %H:%M}'

    lines = []
    for product, place, lot, quantity, reserved in rows(QUANTS):
        lines.append(
            f'quant {plain(product)} in {place} lot {plain(lot)}: {amount(quantity)} reserved {amount(reserved)}'
        )
    for row in rows(MOVES):
        product, source, target, state, unit, lot, quantity, line_unit, part, date, value, planned, _, scrap = row
        lines.append(
            f'move {plain(product)} {source} -> {target} part {part} {state} lot {plain(lot)}: '
            f'{amount(quantity)} {line_unit or unit} of {amount(planned)} {unit} at {when(date)} value ~{amount(value)}'
            + (f' {plain(scrap)}' if scrap else '')
        )
    for name, state, planned, made, unit, part, finished in rows(ORDERS):
        lines.append(
            f'order {plain(name)} part {part} {state}: {amount(made)} of {amount(planned)} {unit}'
            + (f' finished {when(finished)}' if state == 'done' else '')
        )
    for order, operation, state, made, minutes in rows(WORK_ORDERS):
        lines.append(f'work order {plain(order)} {operation} {state}: {amount(made)} in ~{amount(minutes)} minutes')
    for product, name, expires in rows(LOTS):
        lines.append(f'lot {plain(product)} {plain(name)} expires {when(expires)}')
    for date, account, product, balance, state in rows(ENTRIES):
        lines.append(f'entry {date} {account} {plain(product)} balance ~{amount(balance)} {state}')
    for code, state, count, names in rows(PICKINGS):
        lines.append(f'transfer {code} {state}: {count} moves {plain(names)}')
    for name, state, product, ordered, received, reference in rows(PURCHASES):
        lines.append(
            f'purchase {plain(name)} {state} {plain(product)}: {amount(received)} of {amount(ordered)} '
            f'reference {plain(reference or "")}'
        )
    lines.extend(work_lines(rows, plain, amount, when))
    for name, state, product, ordered, delivered, unit, reference, customer, address in rows(SALES):
        # The next number of Odoo's sequence says nothing.
        number = plain(name) if name.startswith(prefix) else 'new'
        lines.append(
            f'sale {number} {state} {plain(product)}: {amount(delivered)} of {amount(ordered)} {plain(unit)} reference '
            f'{plain(reference)} for {plain(customer)} to {plain(address)}'
        )
    for product in products:
        label = product.default_code or product.with_context(lang='en_US').name
        lines.append(
            f'value {plain(label)}: ~{amount(product.total_value)} '
            f'at ~{amount(product.avg_cost)} standard ~{amount(product.standard_price)}'
        )
    lines += map(plain, faults(env, products))
    return sorted(lines)
