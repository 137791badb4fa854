# Kits. Odoo keeps no stock of a kit, it moves the parts: an event that names the kit means them.


def used_parts(order, product, sent, pointer):
    """[(what was sent, its moves)] of an item that was consumed: of itself, or of the parts of a kit. Adds what is not
    on the order. The moves of a part are those that this kit brought onto the order, not others with the same product.
    """
    used = []
    for part in kit_parts(order, product, sent, pointer):
        moves = component_moves(order, part['product'])
        lines = part.get('lines', moves.bom_line_id.browse())
        if lines:
            moves = moves.filtered_domain([('bom_line_id', 'in', lines.ids)])
        used.append((part, moves or add_component(order, part['product'], pointer, lines[:1])))
    return used


def kit_parts(order, product, sent, pointer):
    """What was sent, of the item itself or of each part of a kit. A part also has `lines`, those of the kit's bill."""
    if not product.is_kits:
        return [sent]
    bom = kit_bom(order, product)
    if not bom:
        refuse('item-not-on-order', pointer, f'kit {called(product)} has no bill of materials')
    factor = product.uom_id._compute_quantity(sent['exact'], bom.product_uom_id, round=False) / bom.product_qty
    _boms, exploded = bom.explode(product, factor, picking_type=bom.picking_type_id)
    amounts = {}
    lines = {}
    for line, data in exploded:
        part = line.product_id
        if part.type == 'consu':
            exact = line.product_uom_id._compute_quantity(data['qty'], part.uom_id, round=False)
            amounts[part] = amounts.get(part, 0) + exact
            lines[part] = lines.get(part, line.browse()) | line
    parts = []
    for part in amounts:
        parts.append(dict(sent_of_part(part, amounts[part], sent), lines=lines[part]))
    return parts


def kit_bom(order, product):
    return order.env['mrp.bom']._bom_find(product, company_id=order.company_id.id, bom_type='phantom')[product]


def sent_of_part(part, exact, sent):
    amount = part.uom_id.round(exact)
    return dict(
        sent,
        product=part,
        said=f'{sent["said"]} of kit {called(sent["product"])}, {shown(exact)} {part.uom_id.name}',
        given=part.uom_id,
        value=exact,
        exact=amount if same_amount(exact, amount) else exact,
        amount=amount,
    )
