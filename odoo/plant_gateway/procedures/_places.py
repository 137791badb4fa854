# Locations of a warehouse, and the stock in exactly one of them.


def location_of(warehouse, code, pointer):
    """The one location of this full name (OSL/Stock/Shelf 1), else of this name, else of this barcode, below the
    warehouse's own. Those of other warehouses and companies do not exist for the plant."""
    key = ('location', warehouse.id, code)
    if key not in FOUND:
        Location = warehouse.env['stock.location']
        below = ('id', 'child_of', warehouse.view_location_id.id)
        found = Location
        for field in ('complete_name', 'name', 'barcode'):
            found = Location.search([below, (field, '=', code)], limit=2)
            if found:
                break
        if not found:
            refuse(
                'unknown-location',
                pointer,
                f'warehouse {warehouse.code} has no location with full name, name or barcode {code}',
            )
        if len(found) > 1:
            refuse(
                'unknown-location',
                pointer,
                f'warehouse {warehouse.code} has several locations called {code}: '
                f'name it in full, like {found[0].complete_name}',
            )
        if found.usage != 'internal':
            refuse('unknown-location', pointer, f'{found.complete_name} is not a place that holds stock')
        FOUND[key] = found
    return FOUND[key]


def stocked_item(warehouse, payload):
    code = text_at(payload, 'item', '/data/item')
    product = item_of(warehouse, code, '/data/item', warehouse.env['product.product'])
    # Odoo would move the parts of a kit instead of the kit, and keeps no quantity of other products.
    if not product.is_storable or product.is_kits:
        refuse(
            'item-not-stocked', '/data/item', f'{code} is a service, a consumable or a kit: Odoo keeps no stock of it'
        )
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


def refuse_packaged(product, location, pointer):
    refuse(
        'stock-in-packages',
        pointer,
        f'{product.default_code} at {location.complete_name} is in packages, or belongs to somebody else: '
        f'do it in Odoo',
    )
