# A shipment goes through all steps of its delivery: goods that left were picked and packed before. Each open transfer
# between the stock and the customer is booked with what the event says has left; what people have picked or packed
# already is taken first.


def ship_through(chain, wants, posting):
    """Books `wants`, {product: (amount, lots, pointer)}, from the stock to the customer. Returns the deliveries."""
    final = posting['payload']['final']
    plan = plan_steps(moves_to_deliver(chain), wants, posting)
    deliveries = chain.browse()
    while plan:
        kind, part = plan.pop(0)
        done = ship_step(chain, kind, part, posting)
        deliveries |= at_customer(done.picking_id)
        chain |= with_backorders(done.picking_id)
        following = towards_customer(done.move_dest_ids.picking_id)
        chain |= with_backorders(following)
        for picking in following:
            if moves_to_deliver(picking) and not is_planned(plan, picking.picking_type_id):
                # Odoo makes a step when the one before it is done. All of this one goes on.
                plan.insert(0, (picking.picking_type_id, part))
    if not deliveries:
        refuse(
            'delivery-not-ready',
            '/data/delivery',
            'Odoo made no transfer to the customer of what was picked: correct its route in Odoo, then retry',
        )
    if final:
        # Also of an operation type that always makes a rest.
        moves_to_deliver(droppable(chain, chain))._action_cancel()
    return deliveries


def is_planned(plan, kind):
    for each, _part in plan:
        if each == kind:
            return True
    return False


def at_customer(pickings):
    found = pickings.browse()
    for picking in pickings:
        if picking.location_dest_id.usage == 'customer':
            found |= picking
    return found


def steps_of(moves):
    """Operation types of the moves, from the stock to the customer."""
    left = moves.picking_type_id
    kinds = []
    while left:
        first = left[:1]
        for kind in left:
            if not fed_by(moves, kind, left - kind):
                first = kind
                break
        kinds.append(first)
        left -= first
    return kinds


def fed_by(moves, kind, others):
    """Whether a step of the others brings goods to where this one takes them."""
    for move in moves:
        if move.picking_type_id == kind:
            for earlier in moves:
                if earlier.picking_type_id in others and earlier.location_dest_id._child_of(move.location_id):
                    return True
    return False


def plan_steps(moves, wants, posting):
    """[(operation type, {product: (amount, lots, pointer)})] for the steps that are open, the first one first. What
    lies ready at a step needs none of the steps before it."""
    kinds = steps_of(moves)
    plan = []
    need = dict(wants)
    for index in range(len(kinds) - 1, -1, -1):
        part = {}
        missing = {}
        for product in need:
            own = of_step(moves, kinds[index], product)
            if not own:
                missing[product] = need[product]
                continue
            part[product] = need[product]
            before = moves.browse()
            for earlier in kinds[:index]:
                before |= of_step(moves, earlier, product)
            rest = not_ready(own, need[product])
            if before and rest[0]:
                missing[product] = rest
            if posting['payload']['final'] and own.move_orig_ids:
                warn_of_picked(own, need[product][0], posting)
        if part:
            plan.insert(0, (kinds[index], part))
        need = missing
    return plan


def of_step(moves, kind, product):
    own = moves.browse()
    for move in moves:
        if move.picking_type_id == kind and move.product_id == product:
            own |= move
    return own


def ready_lots(moves):
    """{lot: amount} that is reserved for these moves of one product; under no lot for an item that is not tracked."""
    ready = {}
    for line in moves.move_line_ids:
        ready[line.lot_id] = ready.get(line.lot_id, 0) + line.quantity_product_uom
    return ready


def not_ready(moves, wanted):
    """(amount, lots, pointer) of what must come from the step before."""
    unit = moves.product_id.uom_id
    amount, lots, pointer = wanted
    ready = ready_lots(moves)
    if not lots:
        return max(unit.round(amount - sum(ready.values())), 0), {}, pointer
    missing = {}
    for lot in lots:
        rest = unit.round(lots[lot] - ready.get(lot, 0))
        if rest > 0:
            missing[lot] = rest
    return unit.round(sum(missing.values())), missing, pointer


def warn_of_picked(moves, amount, posting):
    product = moves.product_id
    rest = product.uom_id.round(sum(ready_lots(moves).values()) - amount)
    if rest > 0:
        warn(
            posting,
            f'{shown(rest)} {product.uom_id.name} of {called(product)} were picked and do not leave: '
            f'they stay at {moves[:1].location_id.complete_name}',
        )


def ship_step(chain, kind, part, posting):
    """Books one step. Returns its moves."""
    moves = moves_to_deliver(chain)
    shipped = moves.browse()
    for product in part:
        amount, lots, pointer = part[product]
        own = of_step(moves, kind, product)
        if not own:
            refuse(
                'delivery-not-ready',
                pointer,
                f'{called(product)} has no open transfer at {kind.display_name}: '
                'correct its transfers in Odoo, then retry',
            )
        ship(own, amount, lots, pointer, posting)
        shipped |= own
    pickings = shipped.picking_id
    rest = moves_to_deliver(pickings) - shipped
    if rest:
        rest.write({'picked': False})
    check_lines(shipped, posting)
    for move in shipped:
        # Of a serial that left before, Odoo would say that it exists twice at the customer's.
        if move.product_id.tracking == 'serial':
            refuse_missing(move, posting)
    for picking in at_customer(pickings):
        write_parcel(picking, posting['payload'])
    dropped = droppable(pickings, chain) if posting['payload']['final'] else pickings.browse()
    validate_deliveries(in_period(pickings, posting), dropped)
    done = moves.browse()
    for move in pickings.move_ids:
        if move.state == 'done':
            done |= move
    # Their lines are those that left: what did not is on another transfer now, or cancelled.
    refuse_negative(pickings.move_line_ids, posting)
    date_transfers(posting, pickings)
    return done


def droppable(pickings, chain):
    """Transfers whose rest is given up: not those that take what other transfers pick."""
    found = pickings.browse()
    for picking in pickings:
        if not towards_customer(picking.move_ids.move_orig_ids.picking_id) - chain:
            found |= picking
    return found


def validate_deliveries(pickings, dropped):
    # skip_backorder answers the wizard's question beforehand; check_lines has judged expiry; an SMS would be sent at
    # once, and again when Odoo retries.
    pickings.with_context(
        skip_backorder=True, skip_expired=True, skip_sms=True, picking_ids_not_to_backorder=dropped.ids
    ).button_validate()
    for picking in pickings:
        # The answer may be a wizard, and nothing is done, or a report to print, and all is.
        if picking.state != 'done':
            refuse_dialog(f'completing {picking.name}')


def write_parcel(picking, payload):
    """Before the button: Odoo orders a parcel of the carrier, outside of our transaction, when it finds no number."""
    tracking = optional_text_at(payload, 'tracking', '/data/trackingNumber')
    carrier = optional_text_at(payload, 'carrier', '/data/carrier')
    known = 'carrier_tracking_ref' in picking._fields
    if tracking and known:
        picking.write({'carrier_tracking_ref': tracking})
    elif known and orders_parcel(picking):
        refuse(
            'confirmation-needed',
            '/data/trackingNumber',
            f'Odoo would order a parcel of {picking.carrier_id.name}: name the tracking number',
        )
    if carrier or (tracking and not known):
        picking._message_log(body=f'Shipped by {carrier or "a carrier"}, tracking number {tracking or "unknown"}')


def orders_parcel(picking):
    carrier = picking.carrier_id
    return (
        carrier
        and carrier.delivery_type not in OFFLINE_CARRIERS
        and carrier.integration_level == 'rate_and_ship'
        and picking.picking_type_id.print_label
        and not picking.carrier_tracking_ref
    )
