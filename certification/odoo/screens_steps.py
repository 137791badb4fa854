"""Transfers before and after production, in warehouses of two and three steps."""

from odoo.tests import Form


class StepScreens:
    """Part of `Screens`."""

    def pick(self, order, quantities=None, lots=None):
        """Validates the open transfer that brings components to the line. `quantities`: of each product; absent: all.
        `lots`: of each product, entered in the window Details."""
        for move in self.transfer_of(order, 'pbm_type_id').move_ids:
            named = move.product_id.default_code.replace(self.fixtures.prefix, '')
            if named in (lots or {}):
                self.detail(move, lots[named])
        self.step(order, 'pbm_type_id', quantities)

    def store(self, order, quantities=None):
        """Validates the open transfer that takes finished goods from the line to stock."""
        self.step(order, 'sam_type_id', quantities)

    def cancel_pick(self, order):
        """Cancels the transfer that nothing needs any more."""
        self.press(self.transfer_of(order, 'pbm_type_id'), 'action_cancel')

    def step(self, order, kind, quantities):
        self.validate(self.transfer_of(order, kind), quantities)

    def transfer_of(self, order, kind):
        record = self.order(order)
        transfers = record.production_group_id.production_ids.picking_ids | record.picking_ids
        kinds = record.picking_type_id.warehouse_id[kind]
        transfer = transfers.filtered(
            lambda each: each.picking_type_id == kinds and each.state not in ('done', 'cancel')
        )
        return transfer[:1].ensure_one()

    def validate(self, transfer, quantities):
        with Form(transfer) as form:
            for index, move in enumerate(transfer.move_ids):
                if quantities is None:
                    continue
                named = move.product_id.default_code.replace(self.fixtures.prefix, '')
                with form.move_ids.edit(index) as line:
                    line.quantity = quantities.get(named, 0)
        self.press(transfer, 'button_validate', **{'stock.backorder.confirmation': 'process'})

    def scrap(self, order, product, quantity, reason=None, **places):
        """The button Scrap of a production order, and the window that it opens."""
        record = self.order(order)
        action = record.button_scrap()
        with Form(self.env['stock.scrap'].with_context(**action['context']), view=action['views'][0][0]) as form:
            form.product_id = self.fixtures.product(product)
            form.scrap_qty = quantity
            if reason:
                tags = self.env['stock.scrap.reason.tag']
                form.scrap_reason_tag_ids.add(tags.search([('name', '=', self.fixtures.named(reason))]))
            if 'from' in places:
                form.location_id = self.env['stock.location'].search([('complete_name', '=', places['from'])])
        form.record.action_validate()
