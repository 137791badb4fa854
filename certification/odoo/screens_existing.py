"""Counting and selling in Odoo's screens, with master data of any name."""

from odoo.tests import Form
from screens import Screens


class ExistingScreens(Screens):
    def count(self, product, quantity, place=None, warehouse=None):
        """Inventory > Operations > Physical Inventory: enters what was counted, and presses Apply."""
        quants = self.env['stock.quant'].with_context(inventory_mode=True)
        item, location = self.fixtures.product(product), self.fixtures.place(place, warehouse)
        found = quants.search([('product_id', '=', item.id), ('location_id', '=', location.id)])
        view = 'stock.view_stock_quant_tree_inventory_editable'
        with Form(found or quants, view=view) as line:
            if not found:
                line.product_id = item
                line.location_id = location
            line.inventory_quantity = quantity
        self.answered(line.record.action_apply_inventory(), {})

    def sell(self, customer, product, quantity, reference, deliver_to=None, unit=None):
        """Sales > Quotations > New, and Confirm."""
        form = Form(self.env['sale.order'])
        form.partner_id = self.fixtures.partner(customer)
        form.client_order_ref = self.fixtures.named(reference)
        if deliver_to:
            form.partner_shipping_id = self.fixtures.partner(deliver_to)
        with form.order_line.new() as line:
            line.product_id = self.fixtures.product(product)
            line.product_uom_qty = quantity
            if unit:
                line.product_uom_id = self.fixtures.unit(unit)
        self.press(form.save(), 'action_confirm')
