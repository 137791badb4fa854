# The verdict that stands about a lot, one for each company: a product that companies share has lots that they share,
# and what one company's laboratory says is nothing to the other. Read and written in SQL: people see the records at the
# lot and may not change them.


def verdicts_on(lots):
    """{lot id: {verdict, at, event, free, issued, since}} of those lots that the company of their environment has
    judged. `at`: when the last word was said; `since`: when Odoo learned that the lot is held, or no more. `free`:
    {warehouse id: how much of a held or failed lot may be used from it all the same}, in the item's own unit: what was
    released of it, and what a hold of a part left. 0 stands for places in no warehouse. `issued`: {(warehouse id, id of
    a production group): how much its orders may use besides}: what was issued to them before, or of what was free.
    `known`: {warehouse id: how much somebody was told lies there, where nothing holds it}. `name`: the lot's when it
    was judged, or when somebody was told that it has another one."""
    if not lots:
        return {}
    env.cr.execute(
        """
        SELECT x_lot_id, x_verdict, x_at, x_event, x_free_by, x_issued_by, x_known_by, x_lot_name, write_date
          FROM x_plant_gateway_verdict WHERE x_company_id = %s AND x_lot_id IN %s
        """,
        [lots.env.company.id, lots._ids],
    )
    found = {}
    for lot, verdict, at, event, free_by, orders, known_by, name, since in env.cr.fetchall():
        found[lot] = {'verdict': verdict, 'at': at, 'event': event, 'free': free_read(free_by), 'since': since}
        found[lot] |= {'issued': issued_read(orders), 'known': free_read(known_by), 'name': name}
    return found


def verdict_on(lot):
    """The same of one lot; empty when nobody judged it."""
    return verdicts_on(lot).get(lot.id, {})


def word_on(lot):
    return verdict_on(lot).get('verdict', '')


def free_read(text):
    free = {}
    for part in (text or '').split(';'):
        if part:
            warehouse, amount = part.split('=')
            free[int(warehouse)] = float(amount)
    return free


def issued_read(text):
    issued = {}
    for part in (text or '').split(';'):
        if part:
            of, amount = part.split('=')
            warehouse, group = of.split('.')
            issued[(int(warehouse), int(group))] = float(amount)
    return issued


def issued_written(lot, issued):
    parts = []
    for warehouse, group in sorted(issued):
        amount = lot.product_id.uom_id.round(issued[(warehouse, group)])
        if amount > 0:
            parts.append(f'{warehouse}.{group}={shown(amount)}')
    return ';'.join(parts)


def free_written(lot, free):
    """(the same as text, the sum for people)"""
    parts = []
    total = 0
    for warehouse in sorted(free):
        amount = lot.product_id.uom_id.round(free[warehouse])
        if amount > 0:
            parts.append(f'{warehouse}={shown(amount)}')
            total += amount
    return ';'.join(parts), total


def keep_verdict(posting, lot, verdict, free, issued):
    """A call that judges the lot at the same time fails with a serialization error, is repeated by Odoo, and sees what
    the first one wrote; so does one that brings goods of the lot."""
    touch_lots(lot)
    free_by, total = free_written(lot, free)
    env.cr.execute(
        """
        INSERT INTO x_plant_gateway_verdict AS verdict
                    (x_company_id, x_lot_id, x_verdict, x_at, x_event, x_free_by, x_free, x_issued_by,
                     x_lot_name, create_uid, create_date, write_date)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
            ON CONFLICT (x_company_id, x_lot_id) DO UPDATE
           SET x_verdict = EXCLUDED.x_verdict, x_at = EXCLUDED.x_at, x_event = EXCLUDED.x_event,
               x_free_by = EXCLUDED.x_free_by, x_free = EXCLUDED.x_free, x_issued_by = EXCLUDED.x_issued_by,
               x_lot_name = EXCLUDED.x_lot_name,
               x_known_by = CASE WHEN verdict.x_verdict IN %s THEN verdict.x_known_by END,
               write_date = CASE WHEN verdict.x_verdict IN %s AND EXCLUDED.x_verdict IN %s
                                 THEN verdict.write_date ELSE EXCLUDED.write_date END
        """,
        [lot.env.company.id, lot.id, verdict, posting['moment'], posting['event'], free_by, total]
        + [issued_written(lot, issued), lot.name, env.uid]
        + [HOLDING, HOLDING, HOLDING],
    )
    if verdict in HOLDING:
        remember_lines_of(lot)


def set_allowed(lot, free, issued):
    free_by, total = free_written(lot, free)
    env.cr.execute(
        """
        UPDATE x_plant_gateway_verdict SET x_free_by = %(free)s, x_free = %(total)s, x_issued_by = %(issued)s
         WHERE x_company_id = %(company)s AND x_lot_id = %(lot)s
           AND (COALESCE(x_free_by, ''), COALESCE(x_issued_by, '')) <> (%(free)s, %(issued)s)
        """,
        {
            'free': free_by,
            'total': total,
            'issued': issued_written(lot, issued),
            'company': lot.env.company.id,
            'lot': lot.id,
        },
    )


def keep_known(lot, known):
    """`known`, `name`: see verdicts_on."""
    env.cr.execute(
        """
        UPDATE x_plant_gateway_verdict SET x_known_by = %s, x_lot_name = %s WHERE x_company_id = %s AND x_lot_id = %s
        """,
        [free_written(lot, known)[0], lot.name, lot.env.company.id, lot.id],
    )


def touch_lots(lots):
    """Two calls that touch a lot follow each other, though Odoo writes nothing on it: one holds it, the other brings
    goods of it that the first one does not see."""
    env.cr.execute('SELECT id FROM stock_lot WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', [lots._ids])
    env.cr.execute('UPDATE stock_lot SET write_date = write_date WHERE id IN %s', [lots._ids])


def lots_below_zero(lots):
    """Odoo passes over stock that another call has locked, and takes what it needs from a new quant below zero. Who
    holds the lot meanwhile would not see that one (measured: 100 held and 3 shipped, of 100)."""
    lots.env['stock.quant'].flush_model()
    found = lots.browse()
    if lots:
        env.cr.execute(
            """
            SELECT DISTINCT q.lot_id FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
             WHERE q.lot_id IN %s AND q.quantity < 0 AND l.usage IN ('internal', 'transit')
            """,
            [lots._ids],
        )
        for (lot,) in env.cr.fetchall():
            found |= lots.browse(lot)
    return found


# Places for goods that quality holds, of all warehouses of the company. Every call writes those of its plants, so that
# the events of one plant know those of the others.


def mark_hold_places(rules):
    if ('marked', rules['hold'].id, rules['rework'].id) in FOUND:
        return
    FOUND[('marked', rules['hold'].id, rules['rework'].id)] = True
    places, of_warehouse = quality_places(rules['hold'].company_id), rules['hold'].warehouse_id.id
    wanted = {rules['hold'].id: ('hold', of_warehouse)}
    if rules['rework']:
        wanted[rules['rework'].id] = ('rework', of_warehouse)
    there = {}
    for location in places:
        if places[location][1] == of_warehouse and (location in wanted or places[location][0] == 'hold'):
            there[location] = places[location]
    if there == wanted:
        return
    for place, kind in ((rules['hold'], 'hold'), (rules['rework'], 'rework')):
        if place:
            env.cr.execute(
                """
                UPDATE stock_location SET x_plant_gateway_place = %s
                 WHERE id = %s AND x_plant_gateway_place IS DISTINCT FROM %s
                """,
                [kind, place.id, kind],
            )
    # The place that the profile named before still holds what lies in it.
    env.cr.execute(
        """
        UPDATE stock_location SET x_plant_gateway_place = 'former'
         WHERE x_plant_gateway_place = 'hold' AND id <> %s AND warehouse_id = %s
        """,
        [rules['hold'].id, rules['hold'].warehouse_id.id],
    )
    FOUND.pop(('quality places', rules['hold'].company_id.id))


def quality_places(company):
    """{location id: (kind, warehouse id)}; kind is hold, rework, or former: a hold place until the profile named
    another one."""
    key = ('quality places', company.id)
    if key not in FOUND:
        env.cr.execute(
            """
            SELECT id, x_plant_gateway_place, warehouse_id FROM stock_location
             WHERE x_plant_gateway_place IN ('hold', 'rework', 'former') AND company_id = %s ORDER BY id
            """,
            [company.id],
        )
        places = {}
        for location, kind, warehouse in env.cr.fetchall():
            places[location] = (kind, warehouse)
        FOUND[key] = places
    return FOUND[key]


def hold_place_in(warehouse):
    """Where the warehouse holds goods; empty where it has no such place."""
    places = quality_places(warehouse.company_id)
    for location in places:
        if places[location] == ('hold', warehouse.id):
            return warehouse.env['stock.location'].browse(location)
    return warehouse.env['stock.location']


def hold_places_of(rules):
    """The plant's hold place, and those that were so before and may still hold goods."""
    place = rules['hold']
    ids = place.ids
    places = quality_places(place.company_id)
    for location in places:
        if places[location] == ('former', place.warehouse_id.id):
            ids.append(location)
    return ids


def kind_of_place(location, company):
    """hold, also what was one before; rework; open: where the company's stock can be reserved and taken; supplier;
    away: anywhere else."""
    places = quality_places(company)
    for part in location.parent_path.split('/'):
        if part and int(part) in places:
            kind = places[int(part)][0]
            return 'hold' if kind == 'former' else kind
    if location.usage in ('internal', 'transit') and location.company_id == company:
        return 'open'
    return 'supplier' if location.usage == 'supplier' else 'away'


def waiting_lots(lots):
    """Ids of those of the lots of which some lies in a hold place of the company."""
    if not lots:
        return set()
    lots.env['stock.quant'].flush_model()
    env.cr.execute(
        """
        SELECT q.lot_id FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
          JOIN stock_location p ON p.x_plant_gateway_place IN ('hold', 'former') AND p.company_id = l.company_id
                               AND l.parent_path LIKE p.parent_path || '%%'
         WHERE q.lot_id IN %s AND l.company_id = %s GROUP BY q.lot_id HAVING SUM(q.quantity) > 0
        """,
        [lots._ids, lots.env.company.id],
    )
    found = set()
    for (lot,) in env.cr.fetchall():
        found.add(lot)
    return found


def open_by_warehouse(lot, apart=False):
    """{warehouse id: how much of the lot the company has there, outside of the places for held goods}, in the item's
    own unit; 0 stands for places in no warehouse, such as those at subcontractors and on the way. `apart`: each place
    for itself, so that what is below zero at one takes nothing off what lies at another."""
    lot.env['stock.quant'].flush_model()
    env.cr.execute(
        """
        SELECT warehouse, SUM(CASE WHEN %(apart)s THEN GREATEST(amount, 0) ELSE amount END) FROM (
          SELECT COALESCE(l.warehouse_id, 0) AS warehouse, SUM(COALESCE(q.quantity, 0)) AS amount
            FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
           WHERE q.product_id = %(product)s AND q.lot_id = %(lot)s AND l.company_id = %(company)s
             AND l.usage IN ('internal', 'transit')
             AND NOT EXISTS (SELECT 1 FROM stock_location p
                              WHERE p.x_plant_gateway_place IN ('hold', 'rework', 'former')
                                AND p.company_id = %(company)s AND l.parent_path LIKE p.parent_path || '%%')
           GROUP BY l.warehouse_id, q.location_id, q.package_id) places GROUP BY 1
        """,
        {'product': lot.product_id.id, 'lot': lot.id, 'company': lot.env.company.id, 'apart': apart},
    )
    found = {}
    for warehouse, amount in env.cr.fetchall():
        found[warehouse] = lot.product_id.uom_id.round(amount)
    return found


def lying_open(lot):
    return lot.product_id.uom_id.round(sum(open_by_warehouse(lot).values()))
