# Values in the order of time. Odoo values a move when it is booked, with what it knows then, and never again: a report
# that comes after a later receipt would take that receipt's price, and the moves would sum up to other money than the
# goods. So when an event is booked behind moves that are later than it, they are played again with and without it, by
# Odoo's rules, and what it changes is corrected: on its own moves, on later ones, on what was made of them.
#
# What cannot be played again (see `check_playable`) is booked today, where its value is right.

# More moves than this are not valued anew for one event.
MOST_CORRECTED = 500
LINE_IS_VALUED = """line.picked AND (line.owner_id IS NULL OR line.owner_id = company.partner_id)"""


def value_in_time_order(posting):
    """After the moves of the event have their dates."""
    moves = posting['moves']
    if not moves or 'value' not in moves._fields:
        return
    moves = moves.filtered_domain([('state', '=', 'done'), '|', ('is_in', '=', True), ('is_out', '=', True)])
    products = overtaken(posting, moves)
    if not products:
        return
    posting['warehouse'].env.flush_all()
    found = {'own': set(moves.ids), 'rows': {}, 'before': {}, 'values': {}, 'given': {}, 'moves': moves}
    found['since'] = min(moves.mapped('date'))
    for product in products:
        load_moves(found, product)
    queue = list(products)
    turns = 0
    while queue:
        turns += 1
        if turns > MOST_CORRECTED or len(found['values']) > MOST_CORRECTED:
            refuse_valued(
                products[:1], f'more than {MOST_CORRECTED} moves that are valued already would have to be corrected'
            )
        queue += revalue(found, queue.pop(0))
    correct(posting, found)


def overtaken(posting, moves):
    """The products of these moves that were valued after them in a way that the moves change, or that changes them."""
    found = moves.product_id.browse()
    if not moves:
        return found
    company = posting['warehouse'].company_id
    # Odoo writes what it has computed when it is asked for it.
    moves.flush_model(['date', 'state', 'is_in', 'is_out', 'is_dropship', 'value'])
    env.cr.execute(
        """
        SELECT product_id, bool_or(is_in OR is_dropship), bool_or(is_out OR is_dropship)
          FROM stock_move
         WHERE product_id IN %(products)s AND company_id = %(company)s AND state = 'done' AND date > %(since)s
           AND id NOT IN %(own)s AND (is_in OR is_out OR is_dropship)
         GROUP BY product_id
        UNION ALL
        SELECT product_id, true, false
          FROM product_value
         WHERE product_id IN %(products)s AND company_id = %(company)s AND move_id IS NULL AND date > %(since)s
        """,
        {
            'products': moves.product_id._ids,
            'company': company.id,
            'since': min(moves.mapped('date')),
            'own': moves._ids,
        },
    )
    for row in env.cr.fetchall():
        product, came, went = found.browse(row[0]), row[1], row[2]
        method = product.cost_method
        own_came = moves.filtered_domain([('product_id', '=', product.id), ('is_in', '=', True)])
        # What leaves at an average cost does not change it.
        if method == 'fifo' or came or (method == 'average' and went and own_came):
            found |= product
    return found


def load_moves(found, product):
    """All that made the value of a product, in the order of time: its moves, and costs that were set by hand."""
    if product in found['rows']:
        return
    if product.lot_valuated:
        refuse_valued(product, 'later moves are valued already and Odoo values it by lot or serial number')
    company = found['moves'].company_id
    env.cr.execute(
        f"""
        SELECT move.id, move.date, COALESCE(move.value, 0)::float AS value, move.is_in, move.is_out, move.is_dropship,
               move.production_id, move.raw_material_production_id, move.origin_returned_move_id, move.purchase_line_id,
               EXISTS (SELECT 1 FROM product_value given WHERE given.move_id = move.id) AS given,
               COALESCE(sum(line.quantity_product_uom) FILTER (WHERE {LINE_IS_VALUED}
                 AND NOT {valued_sql('source')} AND {valued_sql('target')}), 0)::float AS came,
               COALESCE(sum(line.quantity_product_uom) FILTER (WHERE {LINE_IS_VALUED}
                 AND {valued_sql('source')} AND NOT {valued_sql('target')}), 0)::float AS went
          FROM stock_move move
          JOIN res_company company ON company.id = move.company_id
          LEFT JOIN stock_move_line line ON line.move_id = move.id
          LEFT JOIN stock_location source ON source.id = line.location_id
          LEFT JOIN stock_location target ON target.id = line.location_dest_id
         WHERE move.product_id = %(product)s AND move.company_id = %(company)s AND move.state = 'done'
           AND (move.is_in OR move.is_out OR move.is_dropship)
         GROUP BY move.id ORDER BY move.date, move.id
        """,
        {'product': product.id, 'company': company.id},
    )
    rows = env.cr.dictfetchall()
    env.cr.execute(
        """
        SELECT date, value::float FROM product_value
         WHERE product_id = %s AND company_id = %s AND move_id IS NULL AND lot_id IS NULL
         ORDER BY date, id
        """,
        [product.id, company.id],
    )
    costs = env.cr.fetchall()
    check_playable(found, product, rows)
    total = 0
    for row in rows:
        total += row['came'] - row['went']
    # Quantities that no move brought, as in a database that was filled by hand.
    lying = product._with_valuation_context().qty_available - total
    found['rows'][product] = {'rows': rows, 'costs': costs, 'lying': lying}
    found['before'][product] = play(found, product, False)


def refuse_valued(product, why):
    """The words also stand in the warning of an event that is booked today for it: see `booked_at`."""
    refuse('valued-since', '/time', f'{called(product)} cannot be valued in the order of time, because {why}')


def valued_sql(place):
    return f"({place}.company_id IS NOT NULL AND {place}.usage IN ('internal', 'transit'))"


def check_playable(found, product, rows):
    for row in rows:
        if row['is_dropship'] and row['date'] >= found['since']:
            refuse_valued(product, 'later moves are valued already and one of them was dropshipped')


def play(found, product, own):
    """{move id: value} and {(move id, 'price'): cost of one when it came}, with the moves of the event or without
    them. Without them, what came is taken at the value that it has."""
    method = product.cost_method
    if method == 'standard':
        return play_standard(found, product)
    costs = list(found['rows'][product]['costs'])
    state = {
        'quantity': found['rows'][product]['lying'] if method == 'fifo' else 0,
        'total': 0,
        'price': 0,
        'layers': [],
    }
    values = {}
    for row in found['rows'][product]['rows']:
        if row['id'] in found['own'] and not own:
            continue
        while costs and row['date'] >= costs[0][0]:
            if method == 'average':
                state['price'] = costs[0][1]
                state['total'] = state['price'] * state['quantity']
            elif not state['layers']:
                state['price'] = costs[0][1]
            costs = costs[1:]
        values[(row['id'], 'price')] = state['price']
        if row['is_in']:
            values[row['id']] = value_of_arrival(found, product, row, values) if own else row['value']
            if method == 'average':
                average_in(state, row['came'], values[row['id']])
            else:
                fifo_in(state, row['came'], values[row['id']])
        elif method == 'average':
            values[row['id']] = state['price'] * row['went']
            state['total'] -= values[row['id']]
            state['quantity'] -= row['went']
        else:
            values[row['id']] = fifo_out(state, row['went'])
    return values


def play_standard(found, product):
    """At standard cost only the cost of the day counts."""
    costs = list(found['rows'][product]['costs'])
    price = costs[0][1] if costs else product.standard_price
    values = {}
    for row in found['rows'][product]['rows']:
        while costs and row['date'] >= costs[0][0]:
            price = costs[0][1]
            costs = costs[1:]
        values[(row['id'], 'price')] = price
        fixed = row['is_in'] and (row['purchase_line_id'] or row['given'] or row['origin_returned_move_id'])
        values[row['id']] = row['value'] if fixed else price * (row['came'] if row['is_in'] else row['went'])
    return values


def value_of_arrival(found, product, row, values):
    """What was bought has its price. What was made costs what it was made of, what comes back what it went out with,
    and what was found what the product costs at that time."""
    if row['given'] or row['purchase_line_id']:
        return row['value']
    if row['production_id']:
        return row['value'] + found['given'].get(row['id'], 0)
    before = found['before'][product]
    origin = row['origin_returned_move_id']
    if origin and origin in values:
        for other in found['rows'][product]['rows']:
            if other['id'] == origin and other['went']:
                changed = values[origin] - before.get(origin, other['value'])
                return row['value'] + changed * row['came'] / other['went']
        return row['value']
    price = values[(row['id'], 'price')]
    if row['id'] in found['own']:
        return price * row['came']
    return row['value'] + (price - before[(row['id'], 'price')]) * row['came']


def average_in(state, amount, value):
    if state['quantity'] > 0:
        state['total'] += value
        state['quantity'] += amount
        state['price'] = state['total'] / state['quantity']
    else:
        state['quantity'] += amount
        state['price'] = value / amount if amount else state['price']
        state['total'] = state['price'] * state['quantity']


def fifo_in(state, amount, value):
    state['layers'].append((amount, value))
    state['quantity'] += amount
    fifo_price(state)


def fifo_stack(state):
    """The layers that lie there, the oldest first: [(amount, cost of one)]."""
    left = state['quantity']
    stack = []
    for amount, value in state['layers'][::-1]:
        if left <= 0:
            break
        stack.append((min(amount, left), value / amount if amount else 0))
        left -= amount
    stack.reverse()
    return stack


def fifo_out(state, amount):
    value, left, price = 0, amount, state['price']
    for there, cost in fifo_stack(state):
        taken = min(there, left)
        value += taken * cost
        left -= taken
        price = cost
        if left <= 0:
            break
    state['quantity'] -= amount
    fifo_price(state)
    return value + max(left, 0) * price


def fifo_price(state):
    stack = fifo_stack(state)
    amount, value = 0, 0
    for there, cost in stack:
        amount += there
        value += there * cost
    if amount:
        state['price'] = value / state['quantity'] if state['quantity'] > amount else value / amount
    elif state['layers'] and state['layers'][-1][0]:
        state['price'] = state['layers'][-1][1] / state['layers'][-1][0]


def revalue(found, product):
    """Plays a product again, and gives the products of which other moves have another value by that."""
    load_moves(found, product)
    before, after = found['before'][product], play(found, product, True)
    currency = found['moves'].company_id.currency_id
    next_products = []
    for row in found['rows'][product]['rows']:
        if row['date'] < found['since'] or row['id'] not in after:
            continue
        value = after[row['id']]
        if row['id'] not in found['own']:
            value = row['value'] + value - before[row['id']]
        value = currency.round(value)
        known = found['values'].get(row['id'], row['value'])
        if abs(value - known) < currency.rounding / 2:
            continue
        found['values'][row['id']] = value
        if row['raw_material_production_id']:
            next_products += give_to_product(found, row, value - known)
    return next_products


def give_to_product(found, row, change):
    """What components cost more or less is shared by what was made of them, as at the completion."""
    order = found['moves'].env['mrp.production'].browse(row['raw_material_production_id'])
    made = order.move_finished_ids.filtered_domain([('state', '=', 'done'), ('quantity', '>', 0)])
    products = []
    rest = 100
    for move in made:
        if move.product_id != order.product_id and move.cost_share:
            rest -= move.cost_share
            products += give(found, move, change * move.cost_share / 100)
    main = made.filtered_domain([('product_id', '=', order.product_id.id)])
    if len(main) > 1:
        refuse_valued(order.product_id, f'later moves are valued already and {order.name} made it in several moves')
    return products + give(found, main, change * round(rest / 100, 4))


def give(found, move, change):
    if not move or move.product_id.cost_method not in ('average', 'fifo'):
        return []
    found['given'][move.id] = found['given'].get(move.id, 0) + change
    return [move.product_id]


def correct(posting, found):
    """Writes the values, and an entry of the difference where a move has an entry already."""
    later = {}
    touched = found['moves'].product_id.browse()
    for product in found['rows']:
        for row in found['rows'][product]['rows']:
            if row['id'] not in found['values']:
                continue
            move = found['moves'].browse(row['id'])
            change = found['values'][row['id']] - row['value']
            if abs(change) < found['moves'].company_id.currency_id.rounding / 2:
                continue
            if row['production_id']:
                amount = row['came'] or 1
                move.write({'price_unit': move.price_unit + change / amount})
            write_value(move, found['values'][row['id']], change)
            touched |= product
            if row['id'] not in found['own']:
                count, total = later.get(product, (0, 0))
                later[product] = (count + 1, total + (change if row['is_in'] else -change))
    touched._update_standard_price()
    warn_of_no_cost(posting, found)
    for product in later:
        count, total = later[product]
        moves = 'later move' if count == 1 else 'later moves'
        were = 'was' if count == 1 else 'were'
        by = f'{total:+.2f} {found["moves"].company_id.currency_id.name}'
        warn(
            posting,
            f'{count} {moves} of {called(product)} {were} valued again, which changes the value of the stock by {by}',
        )


def warn_of_no_cost(posting, found):
    """What left before the item had a cost left at none, as in Odoo's screens on that day."""
    for product in found['rows']:
        for row in found['rows'][product]['rows']:
            if row['id'] not in found['own'] or not row['went'] or not product.standard_price:
                continue
            if not found['values'].get(row['id'], row['value']):
                amount = f'{shown(row["went"])} {product.uom_id.name} of {called(product)}'
                warn(posting, f'{amount} left at no value: the item had no cost yet at {posting["moment"]} UTC')


def write_value(move, value, change):
    entry = move.account_move_id
    if entry:
        if 'is_subcontract' in move._fields and move.move_dest_ids.filtered_domain([('is_subcontract', '=', True)]):
            refuse_valued(
                move.product_id, f'later moves are valued already and {move.reference} came from a subcontractor'
            )
        # Odoo's own entry of a move, of the difference: posted entries are not changed.
        move.write({'value': change})
        move.with_context(force_period_date=entry_date(move.date))._create_account_move()
        move.write({'account_move_id': entry.id})
    move.write({'value': value})
