"""Work that changes what goods are worth, as a person does it in Odoo's screens. A mixin of `Screens`."""

from odoo.tests import Form


class Valuation:
    """Names are those of the case, without its prefix."""

    def set_cost(self, product, cost):
        """The cost on the form of the product."""
        with Form(self.fixtures.product(product)) as form:
            form.standard_price = cost

    def scrap(self, order, product, quantity):
        """Scrap in the menu of the production order, and Validate."""
        wizard = Form.from_action(self.env, self.order(order).button_scrap())
        wizard.product_id = self.fixtures.product(product)
        wizard.scrap_qty = quantity
        wizard.save().action_validate()
