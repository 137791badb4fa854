"""Work on operations as a person does it: the rows of a production order's tab *Work Orders*, the form of a work order,
and the form of a work center."""

from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

ROWS = 'mrp.mrp_production_workorder_tree_editable_view_mo_form'


class WorkScreens:
    """Methods of `Screens`."""

    def work_order(self, order, operation):
        return self.order(order).workorder_ids.filtered(lambda each: each.name == operation).ensure_one()

    def row_shows(self, work, button):
        """Whether the row of a work order shows a button to this person in this state."""
        arch = etree.fromstring(work.get_view(self.env.ref(ROWS).id, 'list')['arch'])
        values = {name: work[name] for name in {node.get('name') for node in arch.iter('field')}}
        return any(
            not safe_eval(node.get('invisible') or 'False', values)
            for node in arch.iter('button')
            if node.get('name') == button
        )

    def press_in_row(self, work, button):
        if not self.row_shows(work, button):
            raise UserError(f'the row of {work.display_name} hides {button}')
        getattr(work, button)()

    def start_work(self, order, operation):
        self.press_in_row(self.work_order(order, operation), 'button_start')

    def pause_work(self, order, operation):
        self.press_in_row(self.work_order(order, operation), 'button_pending')

    def finish_work(self, order, operation):
        """The button *Done* of who works on it; else *Done* in the menu of the row."""
        work = self.work_order(order, operation)
        if self.row_shows(work, 'button_finish'):
            work.button_finish()
        else:
            work.set_state('done')

    def track_time(self, order, operation, start, end):
        """A line in the tab *Time Tracking* of a work order."""
        with (
            Form(self.work_order(order, operation), 'mrp.mrp_production_workorder_form_view_inherit') as form,
            form.time_ids.new() as line,
        ):
            line.date_start = self.moment(start)
            line.date_end = self.moment(end)

    def change_minutes(self, order, operation, minutes):
        """The expected minutes in the row."""
        with Form(self.order(order)) as form:
            index = self.row(form, operation)
            with form.workorder_ids.edit(index) as row:
                row.duration_expected = minutes

    def add_operation(self, order, operation, workcenter, minutes):
        with Form(self.order(order)) as form, form.workorder_ids.new() as row:
            row.name = operation
            row.workcenter_id = self.workcenter(workcenter)
            row.duration_expected = minutes

    def enter_made(self, order, quantity):
        """The quantity that is being made, in the form of the order."""
        with Form(self.order(order)) as form:
            form.qty_producing = quantity

    def enter_serials(self, order, serials):
        """The window *Assign Serial Numbers* of an order for several pieces."""
        record = self.order(order)
        self.shown(Form(record), 'action_generate_serial')
        action = record.action_generate_serial()
        form = Form(self.env[action['res_model']].with_context(**action['context']))
        form.serial_numbers = '\n'.join(self.fixtures.named(each) for each in serials)
        form.save().action_apply()

    def tick_consumed(self, order, products):
        """The box *Consumed* of components. Odoo ticks it itself but for those that belong to an operation."""
        items = [self.fixtures.product(each) for each in products]
        with Form(self.order(order)) as form:
            for index in range(len(form.move_raw_ids)):
                with form.move_raw_ids.edit(index) as line:
                    if line.product_id in items:
                        line.picked = True

    def set_rate(self, workcenter, hourly):
        with Form(self.workcenter(workcenter)) as form:
            form.costs_hour = hourly

    def workcenter(self, name):
        return self.env['mrp.workcenter'].search([('code', '=', self.fixtures.named(name))]).ensure_one()

    def row(self, form, operation):
        names = [form.workorder_ids.edit(index).name for index in range(len(form.workorder_ids))]
        return names.index(operation)
