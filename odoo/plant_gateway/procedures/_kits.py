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
    bom = kit_bom(product, order.company_id)
    if not bom:
        refuse('item-not-on-order', pointer, f'kit {called(product)} has no bill of materials')
    amounts = {}
    lines = {}
    for line, exact in exploded(bom, product, sent['exact']):
        part = line.product_id
        amounts[part] = amounts.get(part, 0) + exact
        lines[part] = lines.get(part, line.browse()) | line
    parts = []
    for part in amounts:
        parts.append(dict(sent_of_part(part, amounts[part], sent), lines=lines[part]))
    return parts


def kit_bom(kit, company):
    return kit.env['mrp.bom']._bom_find(kit, company_id=company.id, bom_type='phantom')[kit]


def exploded(bom, kit, amount):
    """[(line of the bill, amount in the part's own unit)] of the goods in so much of a kit"""
    factor = kit.uom_id._compute_quantity(amount, bom.product_uom_id, round=False) / bom.product_qty
    parts = []
    for line, data in bom.explode(kit, factor, picking_type=bom.picking_type_id)[1]:
        part = line.product_id
        if part.type == 'consu':
            parts.append((line, line.product_uom_id._compute_quantity(data['qty'], part.uom_id, round=False)))
    return parts


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
