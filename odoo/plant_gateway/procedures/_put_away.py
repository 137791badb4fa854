# Receipts in two or three steps. The goods of the event are in the warehouse: the transfers behind the receipt are
# booked with it, up to the place that the event names, or to where Odoo stores the goods.

# Rules of Odoo that make a transfer for goods that have arrived somewhere.
PUSHING = ('push', 'pull_push')
# More transfers than this behind one receipt are a circle of rules.
MOST_STEPS = 10


def put_away(moves, place, posting):
    """Books the transfers behind the done `moves`. Returns these transfers."""
    done = moves.picking_id.browse()
    for _step in range(MOST_STEPS):
        steps = {}
        for move in moves:
            follower = move.browse() if is_at(move, place) else next_step(move)
            if follower:
                steps.setdefault(follower, []).append(move)
        if not steps:
            return done
        moves = moves.browse()
        for follower in steps:
            take_further(follower, steps[follower], place)
            moves |= follower
        pickings = moves.picking_id
        leave_out(pickings.move_ids - moves)
        validate_transfers(in_period(pickings, posting), pickings.browse())
        done |= pickings
    refuse(
        'confirmation-needed',
        '/data',
        f'more than {MOST_STEPS} transfers follow the receipt of {called(moves.product_id[:1])}: the push rules form a '
        'loop. Correct the rules in Odoo, then retry',
    )


def write_received(move, shares, place):
    """What came takes the place of what Odoo or an announcement expected."""
    commands = []
    for line in move.move_line_ids:
        commands.append(Command.delete(line.id))
    for lot, amount in shares:
        values = arrival_line(move, amount)
        target = place or move.location_dest_id._get_putaway_strategy(move.product_id, quantity=amount)
        values.update({'lot_id': lot.id, 'location_dest_id': target.id, 'picked': True})
        commands.append(Command.create(values))
    # Odoo would change what is on its way to a subcontractor: the rest needs it as before.
    move.with_context(no_procurement=True).write({'move_line_ids': commands})


def is_at(move, place):
    return bool(place) and place._child_of(move.location_dest_id)


def next_step(move):
    """The open transfer that takes the goods further into the warehouse, which a rule made when they came."""
    warehouse = move.picking_type_id.warehouse_id
    for follower in move.move_dest_ids:
        if (
            follower.state not in ('done', 'cancel')
            and follower.rule_id.action in PUSHING
            and follower.location_dest_id.usage == 'internal'
            and follower.location_dest_id._child_of(warehouse.view_location_id)
            and move.location_dest_id._child_of(follower.location_id)
        ):
            return follower
    return move.browse()


def take_further(follower, moves, place):
    """The goods of these moves, from where they were put. Goods of an earlier receipt may wait in the same transfer:
    they stay."""
    target = place if is_at(follower, place) else False
    commands = []
    for line in follower.move_line_ids:
        commands.append(Command.delete(line.id))
    for move in moves:
        for line in move.move_line_ids:
            values = arrival_line(follower, line.quantity_product_uom)
            there = target or follower.location_dest_id._get_putaway_strategy(
                follower.product_id, quantity=line.quantity_product_uom
            )
            values.update(
                {
                    'lot_id': line.lot_id.id,
                    'package_id': line.result_package_id.id,
                    'result_package_id': line.result_package_id.id,
                    'owner_id': line.owner_id.id,
                    'location_id': line.location_dest_id.id,
                    'location_dest_id': there.id,
                    'picked': True,
                }
            )
            commands.append(Command.create(values))
    follower.write({'move_line_ids': commands})


def bring_straight(moves, place):
    """Goods that were put where none of the steps leads. Written on the move, so that Odoo makes no next step for them.
    Returns these moves."""
    straight = moves.browse()
    for move in moves:
        if place and not on_the_way(move, place):
            move.write({'location_dest_id': place.id})
            straight |= move
    return straight


def await_as_usual(moves, place, usual):
    """The rest of an order is a copy of the part before it, and would keep its place."""
    for move in moves:
        if move.location_dest_id == place:
            move.write({'location_dest_id': usual.id})


def on_the_way(move, place):
    """True where a step of the receipt ends at the place, and where there is one step."""
    warehouse = move.picking_type_id.warehouse_id
    stop = move.location_dest_id
    for step in range(MOST_STEPS):
        if place._child_of(stop):
            return True
        rule = move.env['stock.rule']._get_push_rule(
            move.product_id, stop, {'route_ids': move.route_ids, 'warehouse_id': warehouse}
        )
        if not rule:
            return not step
        stop = rule.location_dest_id
    return False


def leave_out(moves):
    """What a person has prepared beside it is not ours to book."""
    for move in moves:
        if move.picked and move.state not in ('done', 'cancel'):
            move.write({'picked': False})


def validate_transfers(pickings, dropped):
    """What did not come goes to a backorder, but for transfers whose rest is dropped."""
    pickings.with_context(
        skip_backorder=True, skip_expired=True, skip_sms=True, picking_ids_not_to_backorder=dropped.ids
    ).button_validate()
    for picking in pickings:
        # A wizard is an ordinary answer, and nothing is done.
        if picking.state != 'done':
            refuse_dialog(f'receiving {picking.name}')
