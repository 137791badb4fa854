# Machines are work centres, by their codes.


def machine_of(warehouse, code, pointer):
    key = ('machine', warehouse.id, code)
    if key not in FOUND:
        companies = [False, warehouse.company_id.id]
        found = warehouse.env['mrp.workcenter'].search([('code', '=', code), ('company_id', 'in', companies)])
        if len(found) != 1:
            which = 'several work centres' if found else 'no work centre'
            refuse('unknown-work-center', pointer, f'Odoo has {which} with code {code}')
        FOUND[key] = found
    return FOUND[key]
