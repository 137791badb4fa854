# Locations of a warehouse, and the stock in exactly one of them.


def location_of(warehouse, code, pointer):
    """The one location of this full name (OSL/Stock/Shelf 1), else of this name, else of this barcode, below the
    warehouse's own. Those of other warehouses and companies do not exist for the plant."""
    key = ('location', warehouse.id, code)
    if key not in FOUND:
        below = [('id', 'child_of', warehouse.view_location_id.id)]
        found = first_by(warehouse.env['stock.location'], ('complete_name', 'name', 'barcode'), code, below)
        here = f'in warehouse {warehouse.code}'
        kinds = (f'location {here}', f'locations {here}')
        by = 'with full name, name or barcode'
        found = one_of(found, kinds, by, code, pointer, 'unknown-location', location_label)
        if found.usage != 'internal':
            refuse('unknown-location', pointer, f'{found.complete_name} is not a place that holds stock')
        FOUND[key] = found
    return FOUND[key]


def location_label(location):
    return location.complete_name


def stocked_item(warehouse, payload):
    code = text_at(payload, 'item', '/data/item')
    product = item_of(warehouse, code, '/data/item', warehouse.env['product.product'])
    # Odoo would move the parts of a kit instead of the kit, and keeps no quantity of other products.
    if product.is_kits:
        refuse('item-not-stocked', '/data/item', f'{code} is a kit: Odoo keeps stock of its parts only, send those')
    if not product.is_storable:
        why = 'its Track Inventory is off' if product.type == 'consu' else f'it is a {product.type}'
        refuse('item-not-stocked', '/data/item', f'Odoo keeps no stock of {code}: {why} in Odoo')
    return product


def lying_loose(product, location, lot):
    """What lies at exactly this place, and what of it is loose: not in a package and nobody else's. An event names
    neither packages nor owners, and Odoo keeps them apart. Sums, because parallel calls leave twin quants behind."""
    loose, rest = 0, 0
    for package, owner, quantity in product.env['stock.quant']._read_group(
        [('product_id', '=', product.id), ('location_id', '=', location.id), ('lot_id', '=', lot.id)],
        ['package_id', 'owner_id'],
        ['quantity:sum'],
    ):
        if package or owner:
            rest += abs(quantity)
        else:
            loose += quantity
    return loose, rest


def refuse_packaged(product, location, lot, pointer):
    quants = product.env['stock.quant'].search(
        [('product_id', '=', product.id), ('location_id', '=', location.id), ('lot_id', '=', lot.id)]
    )
    reasons = []
    if quants.package_id:
        reasons.append('is in packages')
    if quants.owner_id:
        reasons.append('belongs to somebody else')
    refuse(
        'stock-in-packages',
        pointer,
        f'{called(product)} at {location.complete_name} {" or ".join(reasons)}: events cannot move or count it. '
        'Do it in Odoo, then skip the event',
    )
