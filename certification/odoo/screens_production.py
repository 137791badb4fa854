"""Production orders and scrap in Odoo's screens."""

import math

from odoo.tests import Form

WIZARDS = {'mrp.consumption.warning': 'action_confirm'}
RESTS = {'backorder': 'action_backorder', 'close': 'action_close_mo'}


class ProductionScreens:
    """Part of `Screens`. `part`: which part of an order that was split, by its number; absent: the first open one."""

    def part(self, order, part=None):
        found = self.order(order)
        if part is None:
            return found
        return found.production_group_id.production_ids.filtered(
            lambda each: each.backorder_sequence == part
        ).ensure_one()

    def make(self, order, quantity=None, part=None, lots=(), consumed=(), byproducts=(), rest=None, warned=False):
        """Enters what was made, from what and what came beside it, and presses Produce. `consumed` and `byproducts`:
        {product, quantity, unit, lots: [{number, quantity}]}. `warned`: a person says yes to another consumption."""
        record = self.part(order, part)
        if record.product_id.tracking == 'serial':
            self.serials(record, lots)
        else:
            form = Form(record)
            for lot in lots:
                form.lot_producing_ids.add(self.lot(record.product_id, lot))
            if quantity is not None:
                form.qty_producing = quantity
            record = form.save()
        for each in consumed:
            self.enter_line(record, 'move_raw_ids', 'mrp.view_stock_move_operations_raw', **each)
        for each in byproducts:
            self.enter_line(record, 'move_byproduct_ids', 'mrp.view_stock_move_operations_finished', **each)
        answers = dict(WIZARDS) if warned else {}
        if rest:
            answers['mrp.production.backorder'] = RESTS[rest]
        self.press(record, 'button_mark_done', **answers)

    def serials(self, record, numbers):
        """The button Generate Serial and its window."""
        self.shown(Form(record), 'action_generate_serial')
        action = record.action_generate_serial()
        form = Form(self.env[action['res_model']].with_context(**action['context']))
        form.serial_numbers = '\n'.join(self.fixtures.named(each) for each in numbers)
        form.save().action_apply()

    def enter_line(self, record, field, view, product, quantity=None, unit=None, lots=(), position=None):
        """The quantity of a line of the order, in the list or, with lots or in another unit, in its window Details.
        `position`: which of several lines with this product."""
        item = self.fixtures.product(product)
        found = [index for index, move in enumerate(record[field]) if move.product_id == item]
        at = found[position or 0]
        move = record[field][at]
        if not lots and not unit:
            with Form(record) as form, getattr(form, field).edit(at) as line:
                line.quantity = quantity
            return
        manual = {'force_manual_consumption': True} if field == 'move_raw_ids' else {}
        with Form(move.with_context(**manual), view=view) as form:
            wanted = lots or [{'quantity': quantity}]
            while len(form.move_line_ids) > len(wanted):
                form.move_line_ids.remove(len(form.move_line_ids) - 1)
            for position, each in enumerate(wanted):
                there = position < len(form.move_line_ids)
                with form.move_line_ids.edit(position) if there else form.move_line_ids.new() as line:
                    if unit:
                        line.product_uom_id = self.fixtures.unit(unit)
                    if each.get('number'):
                        line.lot_id = self.lot(item, each['number'])
                    line.quantity = each['quantity']

    def add_component(self, order, product, quantity, part=None):
        """Adds a line to the order's components."""
        with Form(self.part(order, part)) as form, form.move_raw_ids.new() as line:
            line.product_id = self.fixtures.product(product)
            line.quantity = quantity

    def change_quantity(self, order, quantity, part=None):
        """The link at the order's quantity, and its wizard."""
        record = self.part(order, part)
        form = Form(self.env['change.production.qty'].with_context(default_mo_id=record.id))
        form.product_qty = quantity
        form.save().change_prod_qty()

    def split(self, order, quantities):
        """Split, in the order's menu."""
        record = self.order(order)
        action = record.action_split()
        wizard = self.env[action['res_model']].browse(action.get('res_id'))
        form = Form(wizard or self.env[action['res_model']].with_context(**action['context']))
        # As many equal parts as asked for, then their quantities.
        form.max_batch_size = math.ceil(record.product_qty / len(quantities))
        for position, quantity in enumerate(quantities):
            with form.production_detailed_vals_ids.edit(position) as line:
                line.quantity = quantity
        self.shown(form, 'action_split')
        form.save().action_split()

    def cancel_order(self, order, part=None):
        self.press(self.part(order, part), 'action_cancel')

    def unreserve(self, order, part=None):
        self.press(self.part(order, part), 'do_unreserve')

    def scrap_of_order(self, order, product, quantity, lot=None, reason=None, part=None):
        """Scrap, in the order's menu."""
        record = self.part(order, part)
        action = record.button_scrap()
        wizards = self.env[action['res_model']].with_context(**action['context'])
        form = Form(wizards, view='stock.stock_scrap_form_view2')
        form.product_id = self.fixtures.product(product)
        if form.product_id.tracking != 'serial':
            form.scrap_qty = quantity
        if lot:
            form.lot_id = self.lot(form.product_id, lot)
        if reason:
            tags = self.env['stock.scrap.reason.tag']
            form.scrap_reason_tag_ids.add(tags.search([('name', '=', self.fixtures.named(reason))]).ensure_one())
        self.answered(form.save().action_validate(), {'stock.warn.insufficient.qty.scrap': 'action_done'})

    def precision(self, digits):
        """Settings, Decimal Accuracy of quantities: a person who must enter kilograms on an order in tonnes."""
        with Form(self.env.ref('uom.decimal_product_uom')) as form:
            form.digits = digits
