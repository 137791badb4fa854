"""Fields that an add-on requires. The test decides which of them the database enforces."""

from odoo import fields, models

TABLES = ('mrp_production', 'stock_move', 'stock_lot', 'stock_picking')


class Production(models.Model):
    _inherit = 'mrp.production'

    hostile_origin = fields.Char('Shift of the hostile add-on', required=True, copy=False)


class Move(models.Model):
    _inherit = 'stock.move'

    hostile_origin = fields.Char('Dock of the hostile add-on', required=True, copy=False)


class Lot(models.Model):
    _inherit = 'stock.lot'

    hostile_origin = fields.Char('Country of the hostile add-on', required=True, copy=False)


class Picking(models.Model):
    _inherit = 'stock.picking'

    hostile_origin = fields.Char('Driver of the hostile add-on', required=True, copy=False)


def fill_records_that_exist(env):
    for table in TABLES:
        env.cr.execute(f"UPDATE {table} SET hostile_origin = 'before'")
