# Lines of shipments that are still on their way while other goods of the order come in.


def announced_lines(moves):
    """{line: quantity} of what suppliers announced of these moves."""
    quantities = {}
    for line in moves.move_line_ids:
        if line.x_plant_gateway_shipment:
            quantities[line] = line.quantity
    return quantities


def expect_as_announced(quantities):
    """A move that goes over to a backorder is filled up by Odoo to its whole demand: of 5 ordered and 3 announced of a
    lot it makes 5 of that lot."""
    moves = set()
    for line in quantities:
        if line.exists() and line.state not in ('done', 'cancel'):
            moves.add(line.move_id)
            if line.quantity != quantities[line]:
                line.write({'quantity': quantities[line]})
    for move in moves:
        for line in move.move_line_ids:
            if line not in quantities and not line.picked:
                line.unlink()
