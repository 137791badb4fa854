# What people do in Odoo with goods of lots, as quality looks at it. A person's button asks no verdict: what it did is
# taken off what is free of the lot as soon as an event or the watch looks at the lot.


# A done line as the gateway has last seen it. Odoo lets people rewrite what is done: how much, from where to where, of
# which lot. Other changes, such as of its date, are nothing to quality.
AS_SEEN = (
    "concat_ws(':', COALESCE(lot_id, 0), trim_scale(round(quantity_product_uom, 6)), location_id, location_dest_id)"
)


def rewritten(lines):
    """{line id: (lot id, amount, id of the source, id of the target) before} of those lines that were rewritten since
    the gateway has seen them."""
    found = {}
    if lines:
        lines.flush_recordset()
        env.cr.execute(
            f"""
            SELECT id, x_plant_gateway_seen FROM stock_move_line
             WHERE id IN %s AND x_plant_gateway_seen <> {AS_SEEN}
            """,
            [lines._ids],
        )
        for line, seen in env.cr.fetchall():
            lot, amount, source, target = seen.split(':')
            found[line] = (int(lot), float(amount), int(source), int(target))
    return found


def remember_lines(lines):
    """The lines as an event has booked them, or as people's acts were answered."""
    if lines:
        lines.flush_recordset()
        env.cr.execute(f'UPDATE stock_move_line SET x_plant_gateway_seen = {AS_SEEN} WHERE id IN %s', [lines._ids])
        lines.invalidate_recordset(['x_plant_gateway_seen'])


def remember_lines_of(lot):
    """Those of the company that nobody has seen, when the lot begins to be held."""
    lot.env['stock.move.line'].flush_model()
    env.cr.execute(
        f"""
        UPDATE stock_move_line SET x_plant_gateway_seen = {AS_SEEN}
         WHERE product_id = %s AND lot_id = %s AND company_id = %s AND state = 'done' AND x_plant_gateway_seen IS NULL
        """,
        [lot.product_id.id, lot.id, lot.env.company.id],
    )
    lot.env['stock.move.line'].invalidate_model(['x_plant_gateway_seen'])


def flow_by_hand(line, before):
    """As flow_of; edited: of a line that was rewritten, by `before` (see rewritten); reworked: into a place for rework,
    which only quality says; counted: by a count into the hold place. Empty for what is nothing to quality."""
    company = line.company_id
    if line.id in before:
        return 'edited'
    if line.x_plant_gateway_event:
        return '' if line.x_plant_gateway_seen else 'edited'
    target = kind_of_place(line.location_dest_id, company)
    if target == 'rework' and kind_of_place(line.location_id, company) != 'rework':
        return 'reworked'
    if target == 'hold' and line.location_id.usage == 'inventory':
        return 'counted'
    return flow_of(line, company)


def awaits_release(posting, line, verdict):
    """Goods of an item that needs a release, which a person brought into the open of the plant's warehouse: made,
    received, returned or found by a count."""
    if kind_of_place(line.location_dest_id, line.company_id) != 'open':
        return False
    if flow_of(line, line.company_id) != 'came' or not line.location_dest_id._child_of(
        posting['warehouse'].view_location_id
    ):
        return False
    returned = line.location_id.usage == 'customer'
    return needs_release(line.product_id, posting['hold_rules']) and (returned or verdict not in LETTING)


def since_it_is_held(line, standing):
    """What left before the lot was held was no longer there to be held."""
    return standing.get('verdict') in HOLDING and line.write_date >= standing['since']


def count_people(lot, standing):
    """The standing of a held lot after what people did with it since it is held: each line counts once, in the order in
    which they were done. What they used or sent away was free, as far as some was; what they put aside or wasted was
    not, as far as some was not; what they brought in is not. A line with which more went than was free is marked, and
    one that was rewritten."""
    lines, unseen, edited = lines_since_held(lot, standing)
    if not unseen:
        return standing
    there = open_by_warehouse(lot)
    before = open_before(lines, edited, there)
    free, issued = dict(standing['free']), dict(standing['issued'])
    beyond = []
    for line in lines:
        if line.id in unseen and line.id not in edited and count_line(line, before[line.id], free, issued):
            beyond.append(line.id)
    if edited:
        # Nobody knows by how much.
        for warehouse in free:
            free[warehouse] = min(free[warehouse], max(there.get(warehouse, 0), 0))
    set_allowed(lot, free, issued)
    # A line that was of another lot before is answered for that one, too.
    env.cr.execute(
        f"""
        UPDATE stock_move_line
           SET x_plant_gateway_beyond = (id = ANY(%(beyond)s)),
               x_plant_gateway_seen = CASE WHEN x_plant_gateway_seen IS NULL OR x_plant_gateway_seen LIKE %(own)s
                                           THEN {AS_SEEN} ELSE x_plant_gateway_seen END
         WHERE id = ANY(%(unseen)s)
        """,
        {'beyond': beyond + list(edited), 'own': f'{lot.id}:%', 'unseen': list(unseen)},
    )
    lines.invalidate_recordset(['x_plant_gateway_seen', 'x_plant_gateway_beyond'])
    return standing | {'free': free, 'issued': issued}


def lines_since_held(lot, standing):
    """(all done lines since the lot is held, in the order in which they were done; ids of those that people made or
    changed and nobody has looked at; ids of those that they changed)."""
    lot.env['stock.move.line'].flush_model()
    env.cr.execute(
        f"""
        SELECT id, (x_plant_gateway_event IS NULL OR write_uid <> %(user)s)
                   AND x_plant_gateway_seen IS DISTINCT FROM {AS_SEEN},
               x_plant_gateway_seen IS NOT NULL OR x_plant_gateway_event IS NOT NULL
          FROM stock_move_line
         WHERE state = 'done' AND lot_id = %(lot)s AND product_id = %(product)s AND company_id = %(company)s
           AND write_date >= %(since)s AND (quantity_product_uom > 0 OR x_plant_gateway_seen IS NOT NULL)
         ORDER BY write_date, id
        """,
        {
            'user': env.uid,
            'lot': lot.id,
            'product': lot.product_id.id,
            'company': lot.env.company.id,
            'since': standing['since'],
        },
    )
    ids, unseen, edited = [], set(), set()
    for line, is_unseen, is_edited in env.cr.fetchall():
        ids.append(line)
        if is_unseen:
            unseen.add(line)
        if is_unseen and is_edited:
            edited.add(line)
    return lot.env['stock.move.line'].browse(ids), unseen, edited


def open_before(lines, edited, there):
    """{line id: {warehouse id: what lay open there before the line was done}}, back from what lies there now. What a
    person changed had moved long before, but for the difference."""
    now = dict(there)
    before = {}
    for line in lines[::-1]:
        if line.id not in edited:
            company, amount = line.company_id, line.quantity_product_uom
            for location, sign in ((line.location_id, 1), (line.location_dest_id, -1)):
                if kind_of_place(location, company) == 'open':
                    warehouse = location.warehouse_id.id or 0
                    now[warehouse] = now.get(warehouse, 0) + sign * amount
        before[line.id] = dict(now)
    return before


def went_past(line, company):
    """Whether goods that lay nowhere open went to a customer, or more to an order than lay in the rework place."""
    if kind_of_place(line.location_id, company) == 'rework':
        used = line.location_dest_id.usage == 'production'
        return used and line.product_id.uom_id.compare(lying_below(line.lot_id, line.location_id), 0) < 0
    return flow_of(line, company) == 'used'


def lying_below(lot, location):
    """How much of the lot lies in the place and below it."""
    [[total]] = lot.env['stock.quant']._read_group(
        [('product_id', '=', lot.product_id.id), ('lot_id', '=', lot.id), ('location_id', 'child_of', location.id)],
        [],
        ['quantity:sum'],
    )
    return lot.product_id.uom_id.round(total or 0)


def count_line(line, before, free, issued):
    """Changes `free` and `issued`; whether more went where nothing holds it than was free."""
    company, amount, unit = line.company_id, line.quantity_product_uom, line.product_id.uom_id
    source, target = line.location_id.warehouse_id.id or 0, line.location_dest_id.warehouse_id.id or 0
    from_open = kind_of_place(line.location_id, company) == 'open'
    to_open = kind_of_place(line.location_dest_id, company) == 'open'
    if to_open and (source != target or not from_open):
        free[target] = min(free.get(target, 0), max(before.get(target, 0), 0))
    if not from_open:
        return went_past(line, company)
    if to_open and source == target:
        return False
    flow = flow_of(line, company)
    of_order = take_issued(line, issued) if flow == 'used' else 0
    amount -= of_order
    there = max(before.get(source, 0) - of_order, 0)
    most = min(free.get(source, 0), there)
    if flow not in ('used', 'stayed'):
        free[source] = min(most, max(there - amount, 0))
        return False
    taken = min(amount, most)
    free[source] = most - taken
    if flow == 'stayed':
        free[target] = free.get(target, 0) + taken
    watched = flow == 'stayed' and target and hold_place_in(line.location_dest_id.warehouse_id)
    return not watched and unit.compare(amount, most) > 0
