"""Work that changes what goods are worth, as a person does it in Odoo's screens. A mixin of `Screens`."""

from odoo.tests import Form


class Valuation:
    """Names are those of the case, without its prefix."""

    def set_cost(self, product, cost):
        """The cost on the form of the product."""
        with Form(self.fixtures.product(product)) as form:
            form.standard_price = cost
