"""What an add-on does when something is done, as the system parameter `hostile.mode` says."""

from odoo import fields, models
from odoo.exceptions import UserError


def mode(record):
    return record.env['ir.config_parameter'].sudo().get_param('hostile.mode')


class Question(models.TransientModel):
    _name = 'hostile.question'
    _description = 'A question before Done'

    sure = fields.Boolean()


def question():
    return {'type': 'ir.actions.act_window', 'res_model': 'hostile.question', 'view_mode': 'form', 'target': 'new'}


class Production(models.Model):
    _inherit = 'mrp.production'

    def button_mark_done(self):
        return question() if mode(self) == 'wizard' else super().button_mark_done()


class Picking(models.Model):
    _inherit = 'stock.picking'

    def button_validate(self):
        return question() if mode(self) == 'wizard' else super().button_validate()


class Move(models.Model):
    _inherit = 'stock.move'

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        chosen = mode(self)
        if chosen == 'refuse':
            raise UserError('The hostile add-on wants an inspection first.')
        if chosen == 'defect':
            raise KeyError('hostile_setting')
        if chosen == 'check':
            self.env.cr.execute("UPDATE stock_move SET hostile_origin = 'secret' WHERE id = %s", [done[:1].id])
            self.env.cr.execute(
                "ALTER TABLE stock_move ADD CONSTRAINT hostile_check CHECK (hostile_origin <> 'secret') NOT VALID"
            )
            self.env.cr.execute("UPDATE stock_move SET hostile_origin = 'secret' WHERE id = %s", [done[:1].id])
        if chosen == 'unique':
            self.env.cr.execute('CREATE UNIQUE INDEX hostile_unique ON stock_move (company_id)')
        return done
