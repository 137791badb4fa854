# From the plant's codes to Odoo's records. What one event looked up is kept for the other events of the call.
#
# One order of fields for all: what people enter as a code, then the barcode, then the exact name in any language that
# Odoo has, then `#` and Odoo's own number of the record. The first field that finds something decides; several records
# are refused with the candidates. Odoo's access rules leave out what is archived or belongs to another company.

# Names are read and written in the language in which Odoo keeps them first, whatever the integration user's own is.
SOURCE_LANGUAGE = 'en_US'
MOST_CANDIDATES = 5


def warehouse_of(code, company=''):
    """The plant's warehouse by its short name, else its full name; empty: there is none, or there are several. In an
    environment of its own: nothing of the caller's context (which is free) reaches Odoo's methods, and only the company
    of the warehouse is in play."""
    key = ('warehouse', code, company)
    if key not in FOUND:
        found = warehouses_called(code, company)
        if len(found) == 1:
            found = found.with_env(found.env(context=working_context(found.company_id.ids)))
        FOUND[key] = found
    return FOUND[key]


def working_context(company_ids):
    return {'lang': SOURCE_LANGUAGE, 'tz': 'UTC', 'allowed_company_ids': company_ids}


def warehouses_called(code, company):
    Warehouse = env(context={'lang': SOURCE_LANGUAGE, 'tz': 'UTC'})['stock.warehouse']
    within = [('company_id.name', '=', company)] if company else []
    return Warehouse.search(within + [('code', '=', code)]) or Warehouse.search(within + [('name', '=', code)])


def warehouse_for(event):
    """Of an event or a question; empty where it names none."""
    code, company = event.get('warehouse'), event.get('company', '')
    return warehouse_of(code, company) if isinstance(code, str) and isinstance(company, str) else env['stock.warehouse']


def no_warehouse(event):
    """Why an event or question that names a warehouse has none."""
    code, company = event.get('warehouse'), event.get('company', '')
    if not isinstance(company, str):
        return 'company must be a text'
    found = warehouses_called(code, company)
    of = f' of company {company}' if company else ''
    if found:
        return (
            f'Odoo has {len(found)} warehouses {code}{of}: {listed(found, place_label)}. '
            f"Name the company in the plant's profile"
        )
    every = env(context={'lang': SOURCE_LANGUAGE})['stock.warehouse'].search([])
    seen = f'it sees {listed(every, place_label)}' if every else 'it sees none'
    return f'Odoo has no warehouse {code}{of} that the integration user may see; {seen}'


def place_label(warehouse):
    return f'{warehouse.code} ({warehouse.name}) of {warehouse.company_id.name}'


def listed(records, label):
    """Up to five candidates, and how many there are in all."""
    labels = []
    for record in records[:MOST_CANDIDATES]:
        labels.append(label(record))
    more = f' and {len(records) - MOST_CANDIDATES} more' if len(records) > MOST_CANDIDATES else ''
    return '; '.join(labels) + more


def number_label(record):
    return f'#{record.id} {record.display_name}'


def one_of(found, kinds, by, code, pointer, unknown, label=number_label):
    """The only record found. `kinds`: its kind, singular and plural; `by`: the fields that were searched."""
    if not found:
        refuse(unknown, pointer, f'Odoo has no {kinds[0]} {by} {code}')
    if len(found) > 1:
        refuse(
            'ambiguous-code',
            pointer,
            f'Odoo has {len(found)} {kinds[1]} {by} {code}: {listed(found, label)}. Send or map one of these codes',
        )
    return found


# Exact names in every language of this Odoo. A search in one language finds no name of another.


def languages():
    key = ('languages',)
    if key not in FOUND:
        codes = [SOURCE_LANGUAGE]
        for code, _name in env['res.lang'].get_installed():
            if code not in codes:
                codes.append(code)
        FOUND[key] = codes
    return FOUND[key]


def named_in_any_language(records, names, domain=()):
    """{name: records of this model that have exactly it in some language}"""
    found = {}
    for language in languages():
        for record in records.with_context(lang=language).search([('name', 'in', names)] + list(domain), order='id'):
            known = found.setdefault(record.name, records.browse())
            found[record.name] = known | records.browse(record.id)
    return found


def number_of(code):
    """Odoo's own number of a record in a code such as #57; 0 in any other."""
    return int(code[1:]) if code[:1] == '#' and code[1:].isdigit() and len(code) < 11 else 0


def numbered(records, code, domain=()):
    number = number_of(code)
    return records.search([('id', '=', number)] + list(domain)) if number else records


def unit_of(record, name, pointer):
    """The unit of this external id, else of this name."""
    key = ('unit', name)
    if key not in FOUND:
        unit = name.count('.') == 1 and ' ' not in name and record.env.ref(name, raise_if_not_found=False)
        if not unit or unit._name != 'uom.uom':
            Unit = record.env['uom.uom']
            found = named_in_any_language(Unit, [name]).get(name) or numbered(Unit, name)
            kinds = ('unit of measure', 'units of measure')
            unit = one_of(found, kinds, 'with external id or name', name, pointer, 'unknown-unit')
        FOUND[key] = unit
    return FOUND[key]


def converted(value, given, unit, pointer, zero_allowed=False):
    # Odoo 19 has no unit categories and converts any unit into any other by the factors: kilograms into pieces.
    if given != unit and not given._has_common_reference(unit):
        refuse('unit-not-convertible', pointer + '/unit', f'{given.name} cannot be converted to {unit.name}')
    amount = given._compute_quantity(value, unit, rounding_method='HALF-UP')
    amount = unit.round(amount)
    if not amount and not zero_allowed:
        refuse('quantity-not-positive', pointer + '/value', f'{shown(value)} {given.name} rounds to zero {unit.name}')
    return amount


BY_CODE_OR_NAME = 'with internal reference, barcode or name'


def item_of(warehouse, code, pointer, expected):
    """The product of this internal reference, barcode or name. The expected ones (those of the order) come first."""
    kinds = ('product', 'products')
    for field in ('default_code', 'barcode'):
        here = warehouse.env['product.product']
        for product in expected:
            if product[field] == code:
                here |= product
        if here:
            return one_of(here, kinds, BY_CODE_OR_NAME, code, pointer, 'unknown-item')
    key = ('item', warehouse.id, code)
    if key not in FOUND:
        FOUND[key] = products_called(warehouse, [code]).get(code, warehouse.env['product.product'])
    found = FOUND[key]
    if len(found) > 1:
        likely = found.browse()
        for product in expected:
            if product in found:
                likely |= product
        found = likely if len(likely) == 1 else found
    return one_of(found, kinds, BY_CODE_OR_NAME, code, pointer, 'unknown-item')


def products_called(warehouse, codes):
    """{code: the products that it may mean}, without the codes that Odoo does not know."""
    Product = warehouse.env['product.product']
    found = {}
    for field in ('default_code', 'barcode'):
        for product in Product.search([(field, 'in', not_in(found, codes))], order='id'):
            found[product[field]] = found.get(product[field], Product) | product
    left = not_in(found, codes)
    if left:
        found.update(products_named(warehouse, left))
    for code in not_in(found, codes):
        product = numbered(Product, code)
        if product:
            found[code] = product
    return found


def not_in(found, codes):
    left = []
    for code in codes:
        if code not in found:
            left.append(code)
    return left


def products_named(warehouse, names):
    """{name: products}. A variant has the name that Odoo shows, such as `Desk (Steel, White)`; the name without its
    values means all variants."""
    wanted = set(names)
    for name in names:
        end = name.find(' (')
        while end > 0:
            wanted.add(name[:end])
            end = name.find(' (', end + 1)
    Product = warehouse.env['product.product']
    shown_names, plain_names = {}, {}
    for language in languages():
        spoken = Product.with_context(lang=language, display_default_code=False)
        for product in spoken.search([('name', 'in', list(wanted))], order='id'):
            same = Product.browse(product.id)
            shown_names[product.display_name] = shown_names.get(product.display_name, Product) | same
            plain_names[product.name] = plain_names.get(product.name, Product) | same
    found = {}
    for name in names:
        if name in shown_names or name in plain_names:
            found[name] = shown_names.get(name) or plain_names[name]
    return found


def reason_of(warehouse, name, pointer):
    """The scrap reason that has this name in any language: the plant's code is not in the integration user's."""
    key = ('reason', name)
    if key not in FOUND:
        Reason = warehouse.env['stock.scrap.reason.tag']
        found = named_in_any_language(Reason, [name]).get(name) or numbered(Reason, name)
        FOUND[key] = one_of(found, ('scrap reason', 'scrap reasons'), 'called', name, pointer, 'unknown-scrap-reason')
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


# What the company may use: its own, its parents' and what belongs to no company.


def of_company(company):
    ids = [False]
    for step in (company.parent_path or '').split('/'):
        if step:
            ids.append(int(step))
    return ('company_id', 'in', ids)


def first_by(records, fields, code, domain):
    """The records of the first of these fields that finds any, else the one of this number."""
    for field in fields:
        found = records.search([(field, '=', code)] + domain, order='id')
        if found:
            return found
    return numbered(records, code, domain)


# Machines are work centres, by their codes, else by their exact names.


def machine_of(warehouse, code, pointer):
    key = ('machine', warehouse.id, code)
    if key not in FOUND:
        domain = [of_company(warehouse.company_id)]
        found = first_by(warehouse.env['mrp.workcenter'], ('code', 'name'), code, domain)
        kinds = ('work centre', 'work centres')
        FOUND[key] = one_of(found, kinds, 'with code or name', code, pointer, 'unknown-work-center')
    return FOUND[key]


# Customers and their addresses, and suppliers. A contact's full name has its company in front: `Acme, Jane Doe`.

PARTNER_FIELDS = ('ref', 'barcode', 'complete_name', 'name')


def partner_of(at, code, pointer, of=False):
    """The contact with this reference, barcode or name: of the company of `at` (a warehouse, an order), or shared.
    `of`: only an address or contact of this customer."""
    domain = [of_company(at.company_id)]
    which, several = 'contact', 'contacts'
    if of:
        domain.append(('commercial_partner_id', '=', of.commercial_partner_id.id))
        which, several = f'contact of {of.display_name}', f'contacts of {of.display_name}'
    found = first_by(at.env['res.partner'], PARTNER_FIELDS, code, domain)
    whole = found.commercial_partner_id
    if len(found) > 1 and not of and len(whole) == 1 and whole in found:
        # Contacts of one customer: the customer itself is meant.
        found = whole
    return one_of(found, (which, several), 'with reference, barcode or name', code, pointer, 'unknown-partner')
