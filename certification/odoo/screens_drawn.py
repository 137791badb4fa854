"""What drawn cases do in a production order's form: reports, and edits between."""

from odoo.tests import Form

ASKED = {'mrp.consumption.warning': 'action_confirm'}


class DrawnScreens:
    """Part of `Screens`."""

    def report_some(self, order, quantity, close=False, lots=(), consumed=()):
        """Enters what was made and from what, and presses Produce. When less than planned was made, the rest is closed
        or becomes a backorder. `consumed`: {product, quantity, lots: [{number, quantity}]}."""
        record = self.order(order)
        less = record.product_uom_id.compare(quantity, record.product_qty - record.qty_produced) < 0
        if record.product_id.tracking == 'serial':
            self.enter_pieces(record, lots)
        else:
            with Form(record) as form:
                for lot in lots:
                    form.lot_producing_ids.add(self.lot(record.product_id, lot))
                form.qty_producing = quantity
        for each in consumed:
            self.enter_consumed(record, **each)
        # Who is no manager cannot confirm other consumption of a strict order.
        answers = {} if record.consumption == 'strict' else dict(ASKED)
        if less:
            answers['mrp.production.backorder'] = 'action_close_mo' if close else 'action_backorder'
        self.press(record, 'button_mark_done', **answers)

    def enter_pieces(self, record, numbers):
        """The field for one piece; the wizard of the button for several."""
        named = [self.fixtures.named(number) for number in numbers]
        if record.product_qty == 1:
            with Form(record) as form:
                form.lot_producing_ids.add(self.fixtures.lot(record.product_id, named[0]))
                # Odoo may have entered the one piece with its serial number.
                if not form._get_modifier('qty_producing', 'readonly'):
                    form.qty_producing = 1
            return
        self.shown(Form(record), 'action_generate_serial')
        action = record.action_generate_serial()
        with Form(self.env[action['res_model']].with_context(**action['context'])) as wizard:
            wizard.serial_numbers = '\n'.join(named)
        wizard.record.action_apply()

    def enter_consumed(self, record, product, quantity, lots=()):
        """The list of components; for lots its window Details, which the list opens for what a person consumes."""
        item = self.fixtures.product(product)
        position = next(index for index, move in enumerate(record.move_raw_ids) if move.product_id == item)
        if not lots:
            with Form(record) as form, form.move_raw_ids.edit(position) as line:
                line.quantity = quantity
            return
        move = record.move_raw_ids[position].with_context(force_manual_consumption=True)
        with Form(move, view='mrp.view_stock_move_operations_raw') as form:
            while len(form.move_line_ids) > len(lots):
                form.move_line_ids.remove(len(form.move_line_ids) - 1)
            for at, each in enumerate(lots):
                lines = form.move_line_ids
                with lines.edit(at) if at < len(lines) else lines.new() as line:
                    line.lot_id = self.lot(item, each['number'])
                    line.quantity = each['quantity']

    def edit_planned(self, order, quantity):
        """The link at the planned quantity, and its wizard."""
        record = self.order(order)
        with Form(self.env['change.production.qty'].with_context(default_mo_id=record.id)) as wizard:
            wizard.product_qty = quantity
        wizard.record.change_prod_qty()

    def edit_components(self, order, product, quantity):
        """A new line below the components."""
        with Form(self.order(order)) as form, form.move_raw_ids.new() as line:
            line.product_id = self.fixtures.product(product)
            line.product_uom_qty = quantity

    def edit_reservation(self, order, button):
        """Unreserve or Check availability, where Odoo shows it: that depends on what came before."""
        record = self.order(order)
        form = Form(record)
        nodes = form._view['tree'].xpath(f"//button[@name='{button}']")
        if any(not self.hidden(form, node) for node in nodes):
            getattr(record, button)()
