# Lots and serials that come in with goods.


def received_lots(product, parts, pointer, posting):
    """{number: lot}. Makes lots that do not exist yet."""
    wanted = {}
    for number, _part, expires in parts:
        if number:
            wanted[number] = expires
    if product.tracking == 'none':
        return {}
    if not wanted:
        # Odoo would take the goods in without a lot, or ask for one with an error of its own.
        refuse_unnamed(product, pointer, 'lots', 'serials')
    lots = {}
    for lot in produced_lots(product, wanted):
        expires = 'expiration_date' in lot._fields and lot.expiration_date
        # Odoo would ask a person. Judged by the time when the goods came, however late that is booked.
        if expires and expires <= posting['moment']:
            refuse('lot-expired', pointer, f'lot {lot.name} of {called(product)} expired at {expires} UTC')
        lots[lot.name] = lot
    if product.tracking == 'serial':
        check_serials(product, lots, pointer)
    return lots


def check_serials(product, lots, pointer):
    """A serial cannot come in while it is in stock; one that was sent back can. Each serial takes its claim, so that
    two calls with the same serial follow each other."""
    serials = product.env['stock.lot']
    for name in lots:
        serials |= lots[name]
    claim(serials)
    here = product.env['stock.quant'].search(
        [('lot_id', 'in', serials.ids), ('quantity', '>', 0), ('location_id.usage', 'in', ('internal', 'transit'))],
        limit=1,
    )
    if here:
        refuse(
            'serial-already-received',
            pointer + '/serials',
            f'serial {here.lot_id.name} of {called(product)} is at {here.location_id.complete_name} already',
        )
