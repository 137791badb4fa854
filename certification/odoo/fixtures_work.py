"""Work centers, and what Odoo needs to post labour."""

from odoo.fields import Command


class WorkFixtures:
    """Part of `Fixtures`."""

    def make_workcenters(self, name, hourly=0.0, efficiency=100, at_once=None, **more):
        center = self.env['mrp.workcenter'].create(
            {
                'name': self.named(name),
                'code': self.named(name),
                'costs_hour': hourly,
                'time_efficiency': efficiency,
                **more,
            }
        )
        if at_once:
            setup_and_cleanup = {each: more.get(each, 0) for each in ('time_start', 'time_stop')}
            center.write({'capacity_ids': [Command.create({'capacity': at_once, **setup_and_cleanup})]})

    def valued_production(self):
        """A production location with an account: only then Odoo posts labour."""
        account = self.env['account.account'].search(
            [('account_type', '=', 'expense_direct_cost'), ('company_ids', 'in', self.env.company.ids)], limit=1
        )
        return self.env['stock.location'].create(
            {
                'name': 'Valued production',
                'usage': 'production',
                'company_id': self.env.company.id,
                'valuation_account_id': account.id,
            }
        )
