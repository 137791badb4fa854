# What was sent and what Odoo books of it, compared before the action answers. A quantity comes in the sender's unit;
# Odoo keeps it in the item's own unit, with a fixed number of decimals.

# Conversions are floating point: `Minutes` is 0.0166667 hours.
FLOAT_NOISE = 1e-6


def sent_at(holder, key, product, pointer, zero_allowed=False):
    """The quantity {value, uom} under this key, as what was sent of a product: see `sent_of`."""
    quantity = only_keys(holder.get(key), ('value', 'uom'), pointer)
    value = number_at(quantity, 'value', pointer + '/value', zero_allowed)
    given = unit_of(product, text_at(quantity, 'uom', pointer + '/unit'), pointer + '/unit')
    return sent_of(product, value, given, pointer, zero_allowed)


def sent_of(product, value, given, pointer, zero_allowed=False):
    """{product, said: the quantity in the sender's unit, for people, exact: in the product's own unit, amount: that as
    Odoo keeps it, pointer}"""
    unit = product.uom_id
    amount = converted(value, given, unit, pointer, zero_allowed)
    exact = given._compute_quantity(value, unit, round=False)
    if same_amount(exact, amount):
        exact = amount
    return {
        'product': product,
        'said': f'{shown(value)} {given.name}',
        'given': given,
        'value': value,
        'exact': exact,
        'amount': amount,
        'pointer': pointer,
    }


def add_up(total, sent):
    """Whether lots, each converted for itself, are the whole that was sent."""
    return abs(total - sent['exact']) <= FLOAT_NOISE * (1 + sent['exact'])


def same_amount(one, other):
    return abs(one - other) <= FLOAT_NOISE + abs(one) * 1e-12


def check_kept(posting, sent, moves, lot=False):
    """After the booking: the lines of these moves have what was sent, of this lot where one is given. Refuses another
    quantity; what Odoo had to round is a warning, or a refusal when the plant asks for it."""
    booked = 0
    for line in moves.move_line_ids:
        if line.product_id == sent['product'] and (not lot or line.lot_id == lot):
            booked += line.quantity_product_uom
    check_amount(posting, sent, booked, lot)


def check_amount(posting, sent, booked, lot=False):
    """The same for a quantity in the product's own unit."""
    product = sent['product']
    if not same_amount(sent['amount'], product.uom_id.round(booked)):
        name = f'{called(product)} lot {lot.name}' if lot else called(product)
        refuse(
            'quantity-not-kept',
            sent['pointer'],
            f'{sent["said"]} of {name} were sent, Odoo would book {shown(booked)} {product.uom_id.name}: '
            'nothing was booked',
        )
    check_rounding(posting, sent)


def check_rounding(posting, sent):
    if sent['exact'] == sent['amount']:
        return
    product = sent['product']
    message = (
        f'{sent["said"]} of {called(product)} were sent, '
        f'Odoo keeps {shown(sent["amount"])} {product.uom_id.name}: it has no more decimals'
    )
    if posting['rounding'] == 'refuse':
        refuse('quantity-not-kept', sent['pointer'], f'{message}. Nothing was booked')
    warn(posting, message)


def check_parts(posting, sent, lots):
    """Before the booking: what Odoo has to round, of the quantity or of each of its lots."""
    for part in list(lots.values()) or [sent]:
        check_rounding(posting, part)


def check_goods(amounts, moves):
    """After the booking: the lines of these moves have these amounts, {(product, lot): amount in its own unit}. An
    empty lot stands for any."""
    booked = {}
    for line in moves.move_line_ids:
        for lot in {line.lot_id, line.lot_id.browse()}:
            key = (line.product_id, lot)
            booked[key] = booked.get(key, 0) + line.quantity_product_uom
    for product, lot in amounts:
        unit = product.uom_id
        sent, there = amounts[(product, lot)], booked.get((product, lot), 0)
        if not same_amount(unit.round(sent), unit.round(there)):
            name = f'{called(product)} lot {lot.name}' if lot else called(product)
            refuse(
                'quantity-not-kept',
                '/data',
                f'{shown(sent)} {unit.name} of {name} were sent, Odoo would book {shown(there)} {unit.name}: '
                'nothing was booked',
            )


def shown_in(posting, holder, key, product, unit, pointer, zero_allowed=False):
    """A quantity that moves no goods, such as a counter, in the unit of an order: rounded with a warning where it does
    not hold it."""
    sent = sent_at(holder, key, product, pointer, zero_allowed)
    exact = sent['given']._compute_quantity(sent['value'], unit, round=False)
    amount = unit.round(exact) or unit.round(exact, rounding_method='UP')
    if not same_amount(exact, amount):
        warn(posting, f'{sent["said"]} of {called(product)} were sent, Odoo shows {shown(amount)} {unit.name}')
    return amount
