"""Master data as it is found in databases that others made: names instead of references, second companies, units of the
company's own, several languages."""

from fixtures import Fixtures
from odoo.fields import Command


def speak(env, language):
    """Gives the integration user this language, and installs it with its terms. It sees all companies of the cases."""
    lang = env['res.lang'].with_context(active_test=False).search([('code', '=', language)]).ensure_one()
    if not lang.active:
        env['base.language.install'].create({'lang_ids': [Command.set(lang.ids)], 'overwrite': False}).lang_install()
    env.ref('plant_gateway.group_plant_gateway').user_ids.write({'lang': language})
    # Settings > Customer Addresses: the form of a sales order shows where the goods go.
    addresses = env.ref('account.group_delivery_invoice_address')
    env.ref('base.group_user').write({'implied_ids': [Command.link(addresses.id)]})


def watched(env, case):
    """Ids of the database's own products that the case works with."""
    found = []
    for name in case.get('fixture', {}).get('existing', []):
        found += existing(env, name).ids
    return found


def existing(env, name):
    """A product that the database had before, by its reference or by the name that Odoo shows."""
    products = env['product.product'].with_context(display_default_code=False)
    found = products.search([('default_code', '=', name)]) or products.search(
        [('name', '=', name.split(' (')[0])]
    ).filtered(lambda product: name in (product.display_name, product.name))
    return env['product.product'].browse(found.ids)


class ExistingFixtures(Fixtures):
    def make(self, fixture):
        if 'company' in fixture:
            self.let_in(self.company(fixture['company']))
        for kind in ('warehouses', 'units', 'partners', 'reasons', 'places'):
            for each in fixture.get(kind, []):
                getattr(self, f'make_{kind}')(**each)
        super().make({kind: fixture[kind] for kind in fixture if kind != 'warehouses'})

    def let_in(self, company):
        """The integration user may work in this company, too."""
        self.env.ref('plant_gateway.group_plant_gateway').user_ids.write({'company_ids': [Command.link(company.id)]})

    def warehouse(self, code=None):
        if code is None:
            return super().warehouse()
        return (
            self.env['stock.warehouse']
            .search([('code', '=', code), ('company_id', '=', self.env.company.id)])
            .ensure_one()
        )

    def make_warehouses(self, code, name=None, company=None, **steps):
        of = self.company(company)
        self.let_in(of)
        warehouses = self.env['stock.warehouse'].sudo().with_company(of)
        if company and not warehouses.search([('code', '=', code), ('company_id', '=', of.id)]):
            warehouses.create({'code': code, 'name': name or f'{code} of {of.name}', 'company_id': of.id})
        elif not company:
            super().make_warehouses(code, name=name, **steps)

    def named(self, name):
        # A name in quotes is that of a record which the database had before.
        return name[1:] if name.startswith('=') else super().named(name)

    def product(self, name):
        if name.startswith('='):
            return existing(self.env, name[1:]).ensure_one()
        named = self.named(name)
        products = self.env['product.product'].with_context(active_test=False)
        found = products.search([('default_code', '=', named), ('name', '=', named)]) or products.search(
            [('name', '=', named)]
        )
        if not found:
            return super().product(name)
        return self.env['product.product'].browse(found.filtered('active').ids[:1] or found.ids[:1])

    def make_products(
        self,
        name,
        reference=True,
        code=None,
        variants=(),
        barcode=None,
        translated=None,
        archived=False,
        company=None,
        **more,
    ):
        if barcode:
            more['barcode'] = self.named(barcode)
        before = self.env['product.product'].with_context(active_test=False).search([], order='id desc', limit=1).id
        super().make_products(name, **more)
        product = self.env['product.product'].with_context(active_test=False).search([('id', '>', before)], limit=1)
        if code or not reference:
            product.write({'default_code': self.named(code) if code else False})
        for language, word in (translated or {}).items():
            if language in dict(self.env['res.lang'].get_installed()):
                product.with_context(lang=language).write({'name': self.named(word)})
        if variants:
            self.vary(product.product_tmpl_id, variants)
        if company:
            product.sudo().write({'company_id': self.company(company).id})
        if archived:
            product.write({'active': False})

    def vary(self, template, values):
        attribute = self.env['product.attribute'].create(
            {
                'name': self.named('Colour'),
                'create_variant': 'always',
                'value_ids': [Command.create({'name': value}) for value in values],
            }
        )
        template.write(
            {
                'attribute_line_ids': [
                    Command.create({'attribute_id': attribute.id, 'value_ids': [Command.set(attribute.value_ids.ids)]})
                ]
            }
        )
        template.product_variant_ids.write({'default_code': False})

    def make_units(self, name, of, quantity, translated=None):
        made = self.env['uom.uom'].create(
            {'name': self.named(name), 'relative_uom_id': self.unit(of).id, 'relative_factor': quantity}
        )
        for language, word in (translated or {}).items():
            if language in dict(self.env['res.lang'].get_installed()):
                made.with_context(lang=language).write({'name': self.named(word)})

    def unit(self, name):
        own = name and self.env['uom.uom'].search([('name', '=', self.named(name))])
        return own or super().unit(name)

    def make_partners(self, name, parent=None, reference=None, company=None):
        partners = self.env['res.partner']
        partners.create(
            {
                'name': self.named(name),
                'ref': self.named(reference) if reference else False,
                'parent_id': partners.search([('name', '=', self.named(parent))], limit=1).id if parent else False,
                'company_id': self.company(company).id if company else False,
            }
        )

    def partner(self, name):
        if name.startswith('='):
            return self.env['res.partner'].search([('complete_name', '=', name[1:])]).ensure_one()
        return super().partner(name)

    def make_reasons(self, name, translated=None):
        made = self.env['stock.scrap.reason.tag'].create({'name': self.named(name)})
        for language, word in (translated or {}).items():
            if language in dict(self.env['res.lang'].get_installed()):
                made.with_context(lang=language).write({'name': self.named(word)})

    def place(self, name, warehouse=None):
        root = self.warehouse(warehouse)
        if name is None:
            return root.lot_stock_id
        return (
            self.env['stock.location']
            .search([('complete_name', '=', f'{root.lot_stock_id.complete_name}/{self.placed(name)}')])
            .ensure_one()
        )

    def placed(self, name):
        return '/'.join(self.named(each) for each in name.split('/'))

    def make_places(self, name, parent=None, warehouse=None):
        self.env['stock.location'].create(
            {'name': self.named(name), 'location_id': self.place(parent, warehouse).id, 'usage': 'internal'}
        )

    def make_workcenters(self, name, reference=True, **more):
        super().make_workcenters(name, **more)
        if not reference:
            self.env['mrp.workcenter'].search([('code', '=', self.named(name))]).write({'code': False})
