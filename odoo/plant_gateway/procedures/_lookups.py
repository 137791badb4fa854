# From the plant's codes to Odoo's records. What one event looked up is kept for the other events of the call.


def warehouse_of(code):
    """The plant's warehouse, in an environment of its own: nothing of the caller's context (which is free) reaches
    Odoo's methods, and only the company of the warehouse is in play."""
    key = ('warehouse', code)
    if key not in FOUND:
        clean = env(context={'lang': env.user.lang, 'tz': 'UTC'})
        warehouse = clean['stock.warehouse'].search([('code', '=', code)])
        if len(warehouse) == 1:
            scope = env(context={'lang': env.user.lang, 'tz': 'UTC', 'allowed_company_ids': warehouse.company_id.ids})
            warehouse = warehouse.with_env(scope)
        FOUND[key] = warehouse
    return FOUND[key]


def unit_of(record, xml_id, pointer):
    key = ('unit', xml_id)
    if key not in FOUND:
        unit = xml_id.count('.') == 1 and record.env.ref(xml_id, raise_if_not_found=False)
        if not unit or unit._name != 'uom.uom':
            refuse('unknown-unit', pointer, f'Odoo has no unit of measure {xml_id}')
        FOUND[key] = unit
    return FOUND[key]


def amount_at(holder, key, unit, pointer, zero_allowed=False):
    """The quantity {value, uom} under this key, in the given unit, rounded as Odoo rounds."""
    quantity = only_keys(holder.get(key), ('value', 'uom'), pointer)
    value = number_at(quantity, 'value', pointer + '/value', zero_allowed)
    given = unit_of(unit, text_at(quantity, 'uom', pointer + '/unit'), pointer + '/unit')
    return converted(value, given, unit, pointer, zero_allowed)


def converted(value, given, unit, pointer, zero_allowed=False):
    # Odoo 19 has no unit categories and converts any unit into any other by the factors: kilograms into pieces.
    if given != unit and not given._has_common_reference(unit):
        refuse('unit-not-convertible', pointer + '/unit', f'{given.name} cannot be converted to {unit.name}')
    amount = given._compute_quantity(value, unit, rounding_method='HALF-UP')
    amount = unit.round(amount)
    if not amount and not zero_allowed:
        refuse('quantity-not-positive', pointer + '/value', f'{shown(value)} {given.name} rounds to zero {unit.name}')
    return amount


def item_of(warehouse, code, pointer, expected):
    """The product of this internal reference or barcode; the expected ones (those of the order) come first."""
    for product in expected:
        if product.default_code == code:
            return product
    for product in expected:
        if product.barcode == code:
            return product
    key = ('item', warehouse.id, code)
    if key not in FOUND:
        products = warehouse.env['product.product'].search([('default_code', '=', code)], limit=2)
        if not products:
            products = warehouse.env['product.product'].search([('barcode', '=', code)], limit=2)
        if not products:
            refuse('unknown-item', pointer, f'Odoo has no product with internal reference or barcode {code}')
        if len(products) > 1:
            refuse('unknown-item', pointer, f'Odoo has several products with internal reference {code}')
        FOUND[key] = products
    return FOUND[key]


def reason_of(warehouse, name, pointer):
    key = ('reason', name)
    if key not in FOUND:
        reason = warehouse.env['stock.scrap.reason.tag'].search([('name', '=', name)], limit=1)
        if not reason:
            refuse('unknown-scrap-reason', pointer, f'Odoo has no scrap reason {name}')
        FOUND[key] = reason
    return FOUND[key]


def productive_time(at):
    return kind_of_time(at, 'productive')


def slow_time(at):
    """What Odoo calls reduced speed: time over the expected."""
    return kind_of_time(at, 'performance') or productive_time(at)


def kind_of_time(at, loss_type):
    key = ('loss', loss_type)
    if key not in FOUND:
        FOUND[key] = at.env['mrp.workcenter.productivity.loss'].search([('loss_type', '=', loss_type)], limit=1)
    return FOUND[key]


# Machines are work centres, by their codes, else by their exact names.


def machine_of(warehouse, code, pointer):
    key = ('machine', warehouse.id, code)
    if key not in FOUND:
        centers = warehouse.env['mrp.workcenter']
        of_company = [('company_id', 'in', [False, warehouse.company_id.id])]
        found = centers.search([('code', '=', code)] + of_company) or centers.search([('name', '=', code)] + of_company)
        if len(found) != 1:
            which = 'several work centres' if found else 'no work centre'
            refuse('unknown-work-center', pointer, f'Odoo has {which} with code or name {code}')
        FOUND[key] = found
    return FOUND[key]


# Customers and their addresses, and suppliers.


def partner_of(at, code, pointer, of=False):
    """The contact with this reference, else this barcode: of the company of `at` (a warehouse, an order), or shared.
    `of`: only an address or contact of this customer."""
    Partner = at.env['res.partner']
    domain = [('company_id', 'in', [False, at.company_id.id])]
    if of:
        domain.append(('commercial_partner_id', '=', of.commercial_partner_id.id))
    found = Partner.search(domain + [('ref', '=', code)], limit=2)
    if not found:
        found = Partner.search(domain + [('barcode', '=', code)], limit=2)
    which = f'contact of {of.display_name}' if of else 'contact'
    if not found:
        refuse('unknown-partner', pointer, f'Odoo has no {which} with reference or barcode {code}')
    if len(found) > 1:
        refuse('unknown-partner', pointer, f'Odoo has more than one {which} with reference or barcode {code}')
    return found
