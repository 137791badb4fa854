# Lots and serials.


def used_lot(product, number, pointer):
    """A lot that is consumed or scrapped: it must exist, for this very item."""
    Lot = product.env['stock.lot']
    lot = Lot.search([('name', '=', number), ('product_id', '=', product.id)])
    if len(lot) > 1:
        refuse(
            'ambiguous-code',
            pointer,
            f'Odoo has {len(lot)} lots {number} of {called(product)}: {listed(lot, number_label)}. Rename all but one',
        )
    if not lot:
        others = Lot.search([('name', '=', number)]).product_id
        if others:
            refuse(
                'lot-of-other-item',
                pointer,
                f'lot {number} exists in Odoo, but of {listed(others, called)}, not of {called(product)}: '
                'correct item or lot',
            )
        refuse('unknown-lot', pointer, f'Odoo knows no lot {number} of {called(product)}')
    return lot


def produced_lots(product, wanted):
    """Lots that are produced, {number: expiry or False}: taken when they exist, made when not. Odoo's dates of a lot
    that exists stay as they are: quality may have changed them. Only a blank is filled: the lot was held before it was
    made."""
    numbers = list(wanted)
    Lot = product.env['stock.lot']
    lots = Lot.search([('name', 'in', numbers), ('product_id', '=', product.id)])
    managed = 'use_expiration_date' in product._fields and product.use_expiration_date
    for lot in lots:
        if managed and wanted[lot.name] and not lot.expiration_date:
            lot.write({'expiration_date': wanted[lot.name]})
    missing = set(numbers) - set(lots.mapped('name'))
    if not missing:
        return lots
    values = []
    for number in sorted(missing):
        new = {'name': number, 'product_id': product.id}
        # Only where Odoo manages expiration: a date alone would make the lot count as expired one day.
        if wanted[number] and managed:
            new['expiration_date'] = wanted[number]
        values.append(new)
    created = Lot.create(values)
    claim(created)
    return lots | created


def claim(lots):
    """No SQL constraint keeps lots unique: two calls at once make twins. So each lot we make also takes an external
    id, which is unique: the slower call fails with a serialization error, is retried by Odoo, and finds the lot."""
    env.cr.execute(
        """
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate, create_uid, create_date)
        SELECT 'plant_gateway_lot', l.product_id || '_' || md5(l.name), 'stock.lot', l.id, true, %s,
               now() AT TIME ZONE 'UTC'
          FROM stock_lot l WHERE l.id IN %s ORDER BY l.name
            ON CONFLICT (module, name) DO UPDATE SET res_id = EXCLUDED.res_id
    """,
        [env.uid, lots._ids],
    )


def lot_of(product, payload, amount):
    """The one lot or serial of which there is this amount, which may be zero; none of an item that is not tracked."""
    number = optional_text_at(payload, 'lot', '/data/lot')
    if product.tracking == 'none':
        if number:
            refuse('item-not-tracked', '/data/lot', f'{called(product)} is not tracked by lots in Odoo')
        return product.env['stock.lot']
    if not number:
        refuse_unnamed(product, '/data/lot', 'lot', 'serial number as its lot')
    if product.tracking == 'serial' and amount and product.uom_id.compare(amount, 1):
        refuse('serial-count-mismatch', '/data/quantity/value', f'one serial cannot be {shown(amount)} pieces')
    return used_lot(product, number, '/data/lot')


def refuse_unnamed(product, pointer, as_lot, as_serial):
    """`as_lot`, `as_serial`: what the event names of an item that is tracked so."""
    by, missing = ('serial number', as_serial) if product.tracking == 'serial' else ('lot', as_lot)
    refuse(
        'lot-required',
        pointer,
        f'Odoo tracks {called(product)} by {by}, and the event names none: send it with its {missing}',
    )
