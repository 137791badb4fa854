"""What a report says about the database: kinds and settings, no names of the owner, no codes, no amounts."""

from odoo.release import version_info

STEPS = {'one_step': 1, 'two_steps': 2, 'three_steps': 3, 'ship_only': 1, 'pick_ship': 2, 'pick_pack_ship': 3}
STEPS |= {'mrp_one_step': 1, 'pbm': 2, 'pbm_sam': 3}


def facts(env, company):
    modules = env['ir.module.module'].search([('state', '=', 'installed')]).mapped('name')
    warehouses = env['stock.warehouse'].search([])
    used = env['product.template'].search([('type', '=', 'consu')]).categ_id
    costing = set()
    for each in warehouses.company_id:
        for category in used.with_company(each):
            costing.add((category.property_cost_method, category.property_valuation))
    main = env['stock.warehouse'].search([('company_id', '=', company.id)], limit=1)
    return {
        'database': env.cr.dbname,
        'mark': env['ir.config_parameter'].get_param('plant_gateway.environment') or None,
        'edition': 'Enterprise' if 'web_enterprise' in modules else 'Community',
        'version': '.'.join(str(part) for part in version_info[:2]),
        'modules': sorted(modules),
        'languages': sorted(env['res.lang'].search([]).mapped('code')),
        'companies': len(env['res.company'].search([])),
        'costing': sorted(f'{cost} {valuation}' for cost, valuation in costing),
        'warehouses': sorted({steps_of(warehouse) for warehouse in warehouses}),
        # Not for the report: where the cases are worked.
        'main': {
            'code': main.code,
            'company': company.name,
            'steps': max(int(part) for part in steps_of(main).split('-')),
            'costing': f'{company.cost_method} {company.inventory_valuation}',
        }
        if main
        else None,
    }


def steps_of(warehouse):
    """Steps of receipt, delivery and manufacture, such as 1-2-3."""
    parts = (warehouse.reception_steps, warehouse.delivery_steps, warehouse.manufacture_steps)
    return '-'.join(str(STEPS.get(part, 1)) for part in parts)
