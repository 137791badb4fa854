"""What a case starts from. Made with the models, alike for both ways of working: it is not what the case compares."""

from fixtures_work import WorkFixtures
from odoo.fields import Command
from valuation import lock, value_places

COST_METHODS = {'standard': 'standard', 'fifo': 'fifo', 'average': 'average'}


class Fixtures(WorkFixtures):
    """Makes the records of one case. All names start with the case's prefix, so cases do not touch each other."""

    def __init__(self, env, prefix):
        self.env = env
        self.prefix = prefix
        self.made = {}

    def named(self, name):
        return f'{self.prefix}{name}'

    def make(self, fixture):
        self.env['ir.config_parameter'].sudo().set_param(
            'stock.propagate_uom', '1' if fixture.get('keepUnits') else '0'
        )
        for kind in (
            'warehouses',
            'locations',
            'workcenters',
            'categories',
            'products',
            'boms',
            'stock',
            'orders',
            'purchases',
            'sales',
            'locks',
        ):
            for each in fixture.get(kind, []):
                getattr(self, f'make_{kind}')(**({'name': each} if isinstance(each, str) else each))

    # --- where -------------------------------------------------------------------------------------------------------

    def company(self, name=None):
        if name is None:
            return self.env.company
        return self.env['res.company'].search([('name', '=', name)]).ensure_one()

    def warehouse(self, code=None):
        if code is None:
            return self.env['stock.warehouse'].search([('company_id', '=', self.env.company.id)], limit=1)
        return self.env['stock.warehouse'].search([('code', '=', code)]).ensure_one()

    def make_warehouses(self, code, name=None, company=None, reception=1, delivery=1, manufacture=1):
        if self.env['stock.warehouse'].search([('code', '=', code)]):
            return
        self.env['stock.warehouse'].create(
            {
                'code': code,
                'name': name or code,
                'company_id': self.company(company).id,
                'reception_steps': ('one_step', 'two_steps', 'three_steps')[reception - 1],
                'delivery_steps': ('ship_only', 'pick_ship', 'pick_pack_ship')[delivery - 1],
                'manufacture_steps': ('mrp_one_step', 'pbm', 'pbm_sam')[manufacture - 1],
            }
        )

    def make_locations(self, name):
        """An internal location by its full name, below one that there is."""
        locations = self.env['stock.location']
        if not locations.search([('complete_name', '=', name)]):
            above, _, own = name.rpartition('/')
            parent = locations.search([('complete_name', '=', above)]).ensure_one()
            locations.create({'name': own, 'location_id': parent.id, 'usage': 'internal'})

    # --- what --------------------------------------------------------------------------------------------------------

    def unit(self, name):
        if not name:
            return self.env.ref('uom.product_uom_unit')
        unit = self.env['uom.uom'].with_context(active_test=False).search([('name', '=', name)]).ensure_one()
        if not unit.active:
            unit.active = True
        return unit

    def product(self, name):
        """A product of the case; else one that the database has, by its reference."""
        products = self.env['product.product']
        own = products.search([('default_code', '=', self.named(name))])
        return (own or products.search([('default_code', '=', name)])).ensure_one()

    def make_categories(self, name, cost='standard', valuation='periodic'):
        values = {'name': self.named(name), 'property_cost_method': cost, 'property_valuation': valuation}
        if valuation == 'real_time':
            values.update(self.valuation_accounts())
        self.env['product.category'].create(values)

    def valuation_accounts(self):
        journal = self.env['account.journal'].search(
            [('type', '=', 'general'), ('company_id', '=', self.env.company.id)], limit=1
        )
        account = self.env['account.account'].search(
            [('account_type', '=', 'asset_current'), ('company_ids', 'in', self.env.company.ids)], limit=1
        )
        return {'property_stock_journal': journal.id, 'property_stock_valuation_account_id': account.id}

    def make_products(
        self,
        name,
        tracking='none',
        unit=None,
        cost=0.0,
        price=0.0,
        category=None,
        expires=False,
        posts_labour=False,
        **more,
    ):
        values = {
            'name': self.named(name),
            'default_code': self.named(name),
            'is_storable': True,
            'type': 'consu',
            'tracking': tracking,
            'uom_id': self.unit(unit).id,
            'standard_price': cost,
            'list_price': price,
            'use_expiration_date': expires,
            **more,
        }
        if category:
            values['categ_id'] = self.env['product.category'].search([('name', '=', self.named(category))]).id
        if posts_labour:
            values['property_stock_production'] = self.valued_production().id
        value_places(self.env['product.product'].create(values))

    def make_boms(
        self,
        product,
        lines,
        quantity=1.0,
        unit=None,
        kind='normal',
        consumption='warning',
        operations=(),
        byproducts=(),
        subcontractor=None,
    ):
        made = self.product(product)
        bom = self.env['mrp.bom'].create(
            {
                'product_tmpl_id': made.product_tmpl_id.id,
                'product_qty': quantity,
                'product_uom_id': (self.unit(unit) if unit else made.uom_id).id,
                'type': kind,
                'consumption': consumption,
                **({'subcontractor_ids': [Command.set(self.partner(subcontractor).ids)]} if subcontractor else {}),
            }
        )
        for operation in operations:
            center = (
                self.env['mrp.workcenter'].search([('code', '=', self.named(operation['workcenter']))]).ensure_one()
            )
            self.env['mrp.routing.workcenter'].create(
                {
                    'bom_id': bom.id,
                    'name': operation['name'],
                    'workcenter_id': center.id,
                    'time_mode': 'manual',
                    'time_cycle_manual': operation['minutes'],
                    'cost_mode': 'estimated' if operation.get('estimated') else 'actual',
                }
            )
        for line in lines:
            component = self.product(line['product'])
            tied = bom.operation_ids.filtered(lambda each, line=line: each.name == line.get('operation'))
            self.env['mrp.bom.line'].create(
                {
                    'bom_id': bom.id,
                    'product_id': component.id,
                    'product_qty': line['quantity'],
                    'product_uom_id': (self.unit(line['unit']) if 'unit' in line else component.uom_id).id,
                    'operation_id': tied.id,
                }
            )
        for each in byproducts:
            component = self.product(each['product'])
            self.env['mrp.bom.byproduct'].create(
                {
                    'bom_id': bom.id,
                    'product_id': component.id,
                    'product_qty': each['quantity'],
                    'product_uom_id': (self.unit(each['unit']) if 'unit' in each else component.uom_id).id,
                    'cost_share': each.get('cost_share', 0),
                }
            )

    def lot(self, product, number, expires=None):
        lots = self.env['stock.lot']
        found = lots.search([('product_id', '=', product.id), ('name', '=', number)], limit=1)
        if found or not number:
            return found
        values = {'product_id': product.id, 'name': number}
        if expires:
            values['expiration_date'] = expires
        return lots.create(values)

    def make_stock(self, product, quantity, lot=None, expires=None, location=None, warehouse=None, at=None):
        item = self.product(product)
        if at:
            place = self.partner(at).property_stock_subcontractor
        elif location:
            place = self.env['stock.location'].search([('complete_name', '=', location)]).ensure_one()
        else:
            place = self.warehouse(warehouse).lot_stock_id
        number = self.named(lot) if lot else None
        self.env['stock.quant']._update_available_quantity(
            item, place, quantity, lot_id=self.lot(item, number, expires)
        )

    def make_locks(self, **dates):
        lock(self.env, **dates)

    # --- what is to be done ------------------------------------------------------------------------------------------

    def make_orders(
        self, name, product, quantity, unit=None, warehouse=None, confirmed=True, assigned=True, routed=False
    ):
        item = self.product(product)
        boms = item.bom_ids.filtered(lambda each: each.type == 'normal' and (each.operation_ids or not routed))
        bom = boms[:1]
        order = self.env['mrp.production'].create(
            {
                'name': self.named(name),
                'product_id': item.id,
                'bom_id': bom.id,
                'product_uom_id': (self.unit(unit) if unit else item.uom_id).id,
                'product_qty': quantity,
                'picking_type_id': self.warehouse(warehouse).manu_type_id.id,
            }
        )
        if confirmed:
            order.action_confirm()
            if assigned:
                order.action_assign()

    def partner(self, name):
        named = self.named(name)
        partners = self.env['res.partner']
        return partners.search([('name', '=', named)], limit=1) or partners.create({'name': named, 'ref': named})

    def make_purchases(self, name, partner, lines, warehouse=None, confirmed=True):
        order = self.env['purchase.order'].create(
            {
                'name': self.named(name),
                'partner_id': self.partner(partner).id,
                'picking_type_id': self.warehouse(warehouse).in_type_id.id,
                'order_line': [
                    Command.create(
                        {
                            'product_id': self.product(line['product']).id,
                            'product_qty': line['quantity'],
                            'price_unit': line['price'],
                            **({'product_uom_id': self.unit(line['unit']).id} if 'unit' in line else {}),
                        }
                    )
                    for line in lines
                ],
            }
        )
        if confirmed:
            order.button_confirm()

    def make_sales(self, name, partner, lines, warehouse=None, confirmed=True, delivery=None):
        order = self.env['sale.order'].create(
            {
                'name': self.named(name),
                'partner_id': self.partner(partner).id,
                'warehouse_id': self.warehouse(warehouse).id,
                'order_line': [
                    Command.create(
                        {
                            'product_id': self.product(line['product']).id,
                            'product_uom_qty': line['quantity'],
                            **({'price_unit': line['price']} if 'price' in line else {}),
                            **({'product_uom_id': self.unit(line['unit']).id} if 'unit' in line else {}),
                        }
                    )
                    for line in lines
                ],
            }
        )
        if confirmed:
            order.action_confirm()
            if delivery:
                order.picking_ids.sorted('id')[0].name = self.named(delivery)
