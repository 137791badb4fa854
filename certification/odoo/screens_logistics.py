"""Receipts, deliveries, counts and transfers, as a person does them in Odoo's screens. A mixin of `Screens`."""

from lxml import etree
from odoo.tests import Form
from odoo.tests.form import UpdateDict

BACKORDER = {'backorder': 'process', 'none': 'process_cancel_backorder'}


class ListRow(Form):
    """A row of a list that can be edited in place, such as Physical Inventory."""

    def __init__(self, record, view):
        answer = record.get_views([(record.env.ref(view).id, 'list')])
        for name, value in (
            ('_record', record),
            ('_env', record.env),
            ('_models_info', answer['models']),
            ('_values', UpdateDict()),
        ):
            object.__setattr__(self, name, value)
        tree = etree.fromstring(answer['views']['list']['arch'])
        object.__setattr__(self, '_view', self._process_view(tree, record))
        if record:
            self._init_from_record()
        else:
            self._init_from_defaults()


class Logistics:
    """Names are those of the case, without its prefix."""

    # --- transfers ---------------------------------------------------------------------------------------------------

    def transfers_of(self, order):
        """Transfers of a purchase or sales order that are open, in the order of the work."""
        named = self.fixtures.named(order)
        return self.env['stock.picking'].search(
            [('origin', '=', named), ('state', 'not in', ('done', 'cancel'))], order='id'
        )

    def transfer(self, of, step=None, lines=None, rest=None):
        """Enters what was moved and presses Validate. `step`: field of the warehouse without `_type_id`, as `pick`.
        `lines`: a product that is not named was not moved; absent: all as Odoo proposes it. `rest`: backorder or none,
        what the wizard is answered."""
        picking = self.open_transfer(of, step)
        self.enter(picking, lines)
        self.validate_transfer(picking, rest)

    def fill_transfer(self, of, lines, step=None):
        """Enters what was moved, and saves."""
        self.enter(self.open_transfer(of, step), lines)

    def open_transfer(self, of, step=None):
        pickings = self.transfers_of(of)
        if step:
            pickings = pickings.filtered(
                lambda each: each.picking_type_id == each.picking_type_id.warehouse_id[f'{step}_type_id']
            )
        if not pickings:
            raise AssertionError(f'{of} has no open transfer {step or ""}')
        return pickings[:1]

    def cancel(self, of, step=None):
        self.press(self.open_transfer(of, step), 'action_cancel')

    def enter(self, picking, lines):
        if lines is None:
            return
        named = {self.fixtures.product(each['product']): each for each in lines}
        for position, move in enumerate(picking.move_ids):
            line = named.pop(move.product_id, None)
            if line and set(line) - {'product', 'quantity'}:
                self.details(move, line)
                continue
            with Form(picking) as form, form.move_ids.edit(position) as row:
                row.quantity = line['quantity'] if line else 0
        for product, line in named.items():
            with Form(picking) as form, form.move_ids.new() as row:
                row.product_id = product
                row.quantity = line['quantity']

    def details(self, move, line):
        """The window Details of a move: its lines are replaced by the lots, serials, or the quantity in a unit."""
        wanted = (
            line.get('lots') or [{'number': each, 'quantity': 1} for each in line.get('serials', ())] or [dict(line)]
        )
        with Form(move, view='stock.view_stock_move_operations') as form:
            while len(form.move_line_ids):
                form.move_line_ids.remove(0)
            for each in wanted:
                with form.move_line_ids.new() as row:
                    self.detail_row(move, row, each, line)

    def detail_row(self, move, row, each, line):
        if each.get('number'):
            number = self.fixtures.named(each['number'])
            if move.show_lots_text:
                row.lot_name = number
            else:
                row.lot_id = self.fixtures.lot(move.product_id, number)
            if each.get('expires'):
                row.expiration_date = each['expires']
        unit = each.get('unit') or line.get('unit')
        if unit:
            row.product_uom_id = self.fixtures.unit(unit)
        target = each.get('to') or line.get('to')
        if target:
            row.location_dest_id = self.place(target)
        row.quantity = each['quantity']

    def validate_transfer(self, picking, rest=None):
        answers = {'stock.backorder.confirmation': BACKORDER[rest]} if rest else {}
        self.press(picking, 'button_validate', **answers)

    def subcontracted(self, of, product, quantity=None, lots=(), made=None):
        """What the subcontractor used of a component: Subcontracting Productions on the receipt, the order of the lot
        `made`, and its component."""
        action = self.press(self.open_transfer(of), 'action_show_subcontract_details')
        orders = self.env['mrp.production'].with_context(**action['context'])
        found = orders.browse(action['res_id']) if action.get('res_id') else orders.search(action['domain'])
        if made:
            found = found.filtered(lambda each: each.lot_producing_ids.name == self.fixtures.named(made))
        item = self.fixtures.product(product)
        order = found.ensure_one()
        position = order.move_raw_ids.mapped('product_id').ids.index(item.id)
        if lots:
            self.detail(order.move_raw_ids[position], lots)
            return
        view = 'mrp_subcontracting.mrp_production_subcontracting_form_view'
        with Form(order, view) as form, form.move_raw_ids.edit(position) as row:
            row.quantity = quantity

    def place(self, name):
        return self.env['stock.location'].search([('complete_name', '=', name)]).ensure_one()

    def send_back(self, of, lines):
        """Return on the last transfer of an order that is done, and Validate on what comes of it."""
        done = self.env['stock.picking'].search(
            [('origin', '=', self.fixtures.named(of)), ('state', '=', 'done')], order='id desc', limit=1
        )
        wizards = self.env['stock.return.picking'].with_context(
            active_id=done.id, active_ids=done.ids, active_model='stock.picking'
        )
        named = {self.fixtures.product(each['product']): each['quantity'] for each in lines}
        form = Form(wizards)
        for position in range(len(form.product_return_moves)):
            with form.product_return_moves.edit(position) as row:
                row.quantity = named.get(row.product_id, 0)
        action = form.save().action_create_returns()
        self.validate_transfer(self.env['stock.picking'].browse(action['res_id']))

    def move(self, product, quantity, source, target, lots=(), unit=None):
        """A new internal transfer: Mark as Todo, what was moved, Validate."""
        item = self.fixtures.product(product)
        here, there = self.place(source), self.place(target)
        kind = here.warehouse_id.int_type_id
        form = Form(self.env['stock.picking'].with_context(default_picking_type_id=kind.id))
        form.location_id = here
        form.location_dest_id = there
        with form.move_ids.new() as row:
            row.product_id = item
            if unit:
                row.product_uom = self.fixtures.unit(unit)
            row.product_uom_qty = quantity
        picking = form.save()
        self.press(picking, 'action_confirm')
        if lots:
            self.details(picking.move_ids, {'product': product, 'lots': lots})
        else:
            with Form(picking) as form, form.move_ids.edit(0) as row:
                row.quantity = quantity
        self.validate_transfer(picking)

    # --- Physical Inventory ------------------------------------------------------------------------------------------

    def count_at(self, product, quantity, location=None, lot=None):
        """The row of Physical Inventory: what was counted, and Apply."""
        item = self.fixtures.product(product)
        place = self.place(location) if location else self.fixtures.warehouse().lot_stock_id
        quants = self.env['stock.quant'].with_context(inventory_mode=True)
        number = self.fixtures.named(lot) if lot else None
        known = quants.search(
            [('product_id', '=', item.id), ('location_id', '=', place.id), ('lot_id.name', '=', number)]
            if number
            else [('product_id', '=', item.id), ('location_id', '=', place.id), ('lot_id', '=', False)],
            limit=1,
        )
        row = ListRow(known or quants, 'stock.view_stock_quant_tree_inventory_editable')
        if not known:
            row.location_id = place
            row.product_id = item
            if number:
                row.lot_id = self.fixtures.lot(item, number)
        row.inventory_quantity = quantity
        row.save()
        self.shown(row, 'action_apply_inventory')
        row.record.action_apply_inventory()

    # --- orders ------------------------------------------------------------------------------------------------------

    def sell_lines(self, order, partner, lines, warehouse=None):
        """A new quotation, and Confirm."""
        form = Form(self.env['sale.order'])
        form.partner_id = self.fixtures.partner(partner)
        if warehouse:
            form.warehouse_id = self.fixtures.warehouse(warehouse)
        form.client_order_ref = self.fixtures.named(order)
        for each in lines:
            with form.order_line.new() as row:
                row.product_id = self.fixtures.product(each['product'])
                if 'unit' in each:
                    row.product_uom_id = self.fixtures.unit(each['unit'])
                row.product_uom_qty = each['quantity']
                if 'price' in each:
                    row.price_unit = each['price']
        self.press(form.save(), 'action_confirm')

    def acknowledge(self, order, reference=None, lines=()):
        """What the supplier answered is entered on the purchase order, and Acknowledge is pressed."""
        record = self.env['purchase.order'].search([('name', '=', self.fixtures.named(order))]).ensure_one()
        with Form(record) as form:
            if reference:
                form.partner_ref = self.fixtures.named(reference)
            for each in lines:
                product = self.fixtures.product(each['product'])
                position = next(i for i, line in enumerate(record.order_line) if line.product_id == product)
                with form.order_line.edit(position) as row:
                    if 'quantity' in each:
                        row.product_qty = each['quantity']
                    if 'planned' in each:
                        row.date_planned = each['planned']
        self.press(record, 'action_acknowledge')
