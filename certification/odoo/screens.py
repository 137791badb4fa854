"""The work of a case as a person does it: Odoo's form views and the buttons that they show."""

from datetime import UTC, datetime

from clock import set_clock
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval
from screens_drawn import DrawnScreens
from screens_logistics import Logistics
from screens_production import ProductionScreens
from screens_steps import StepScreens
from screens_valuation import Valuation
from screens_work import WorkScreens


class ScreenRefused(Exception):
    """Odoo's screen does not let a person do this."""


class Screens(StepScreens, WorkScreens, Logistics, Valuation, ProductionScreens, DrawnScreens):
    """One method for each kind of work. Names are those of the case, without its prefix."""

    def __init__(self, fixtures):
        self.fixtures = fixtures
        self.env = fixtures.env

    def do(self, step):
        """`at`: when it is done, see `set_clock`."""
        step = dict(step)
        set_clock(step.pop('at', None))
        method = getattr(self, step.pop('do'))
        # A browser asks anew.
        self.env.flush_all()
        self.env.invalidate_all()
        method(**step)

    def moment(self, text):
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)

    # --- pieces ------------------------------------------------------------------------------------------------------

    def order(self, name):
        """The part of a production order that is still open; of several the first."""
        named = self.fixtures.named(name)
        group = self.env['mrp.production.group'].search([('name', '=', named)])
        parts = group.production_ids.sorted('backorder_sequence') or self.env['mrp.production'].search(
            [('name', '=', named)]
        )
        return parts.filtered(lambda part: part.state not in ('done', 'cancel'))[:1] or parts[:1]

    def press(self, record, button, view=None, **answers):
        """Presses a button that the view shows, and answers the wizards that it opens. `answers` says which button of
        each wizard, by its model."""
        form = Form(record, view) if view else Form(record)
        self.shown(form, button)
        return self.answered(getattr(form.record, button)(), answers)

    def shown(self, form, button):
        """Refuses a button that the view hides from this person in this state."""
        nodes = form._view['tree'].xpath(f"//button[@name='{button}']")
        if not nodes:
            raise ScreenRefused(f'the view of {form._record._name} has no button {button}')
        for node in nodes:
            if not self.hidden(form, node):
                return
        raise ScreenRefused(f'the view hides the button {button} of {form._record.display_name}')

    def hidden(self, form, node):
        for each in (node, *node.iterancestors()):
            condition = each.get('invisible')
            if condition and safe_eval(condition, form._get_eval_context()):
                return True
        return False

    def answered(self, action, answers):
        while (
            isinstance(action, dict) and action.get('type') == 'ir.actions.act_window' and action.get('target') == 'new'
        ):
            model = action['res_model']
            if model not in answers:
                raise ScreenRefused(f'Odoo asks by {model}')
            button = answers[model]
            wizards = self.env[model].with_context(**action.get('context', {}))
            wizard = wizards.browse(action['res_id']) if action.get('res_id') else Form(wizards).save()
            action = getattr(wizard, button)()
        return action

    # --- production --------------------------------------------------------------------------------------------------

    def produce(self, order, quantity=None, lots=(), consumed=(), rest=None):
        """Enters what was made and from what, and presses Produce. `rest`: backorder or close, what the wizard is
        answered."""
        record = self.order(order)
        form = Form(record)
        for lot in lots:
            form.lot_producing_ids.add(self.lot(record.product_id, lot))
        if quantity is not None:
            form.qty_producing = quantity
        record = form.save()
        for each in consumed:
            self.consume(record, **each)
        answers = {'mrp.consumption.warning': 'action_confirm'}
        if rest:
            answers['mrp.production.backorder'] = {'backorder': 'action_backorder', 'close': 'action_close_mo'}[rest]
        self.press(record, 'button_mark_done', **answers)

    def lot(self, product, name, expires=None):
        return self.fixtures.lot(product, self.fixtures.named(name), expires)

    def consume(self, record, product, quantity, lots=()):
        item = self.fixtures.product(product)
        position = next(index for index, move in enumerate(record.move_raw_ids) if move.product_id == item)
        if lots:
            self.detail(record.move_raw_ids[position], lots)
            return
        with Form(record) as form, form.move_raw_ids.edit(position) as line:
            line.quantity = quantity

    def detail(self, move, lots):
        """The window Details of a move: its lines are replaced by these."""
        with Form(move, view='mrp.view_mrp_stock_move_operations') as form:
            while len(form.move_line_ids):
                form.move_line_ids.remove(0)
            for each in lots:
                with form.move_line_ids.new() as line:
                    line.lot_id = self.lot(move.product_id, each['number'])
                    line.quantity = each['quantity']
