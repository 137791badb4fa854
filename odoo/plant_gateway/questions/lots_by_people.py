# lots.by-people: what people did in Odoo with goods that quality holds, since a watermark. An event would have asked
# the verdict; a person's button does not.
#
# `movements`: lines of stock moves that no event made, or that a person changed after an event had made them, in or out
# of this warehouse, of lots and items that quality holds; also of goods of a lot that leave the hold place without its
# number. Lines between places of no warehouse are found by the first warehouse that has a hold place. `open`: lots of
# which more lies open in this warehouse, or is promised to deliveries, than is free, whatever brought it there; they
# have no number. So have held lots that somebody renamed.
#
# `mark` is the watermark for the next time; `next` is the `after` of the next page of this one. Without `since` nothing
# is answered but the mark: what was before is history. `from`: a moment before the watermark, with room for long
# transactions, so that Odoo's database need not look at all lines that there are.

LINES_LOOKED_AT = 500


def lots_by_people(warehouse, about):
    only_keys(about, ('since', 'from', 'after', 'gate'), '')
    rules = hold_rules_in(warehouse, about['gate']) if about.get('gate') else {}
    after = number_at(about, 'after', '/after') if 'after' in about else 0
    watermark, _oid, _following = horizon()
    since = since_at(about)
    answered = {'mark': watermark, 'known': bool(since), 'movements': [], 'open': []}
    if not since:
        return answered
    start = moment_at(about, 'from', '/from') if 'from' in about else datetime.datetime.min
    lines = lines_by_people(warehouse, since, start, after)
    before = rewritten(lines)
    lots = lots_written_on(lines, before)
    asked = {'warehouse': warehouse, 'hold_rules': rules, 'standing': verdicts_on(lots)}
    asked['waiting'] = waiting_lots(lots)
    found = lots.browse()
    for line in lines[:LINES_LOOKED_AT]:
        if (
            not line.lot_id
            and line.product_id.tracking != 'none'
            and kind_of_place(line.location_id, line.company_id) == 'hold'
        ):
            answered['movements'].append(movement_told(warehouse, line.lot_id, line))
        for lot in lots_written_on(line, before):
            if lot != line.lot_id:
                concerns = asked['standing'].get(lot.id, {}).get('verdict') in HOLDING
            else:
                concerns = concerns_quality(asked, line, before)
            if concerns:
                answered['movements'].append(movement_told(warehouse, lot, line))
                found |= lot
    if len(lines) > LINES_LOOKED_AT:
        answered['next'] = lines[LINES_LOOKED_AT - 1].id
    elif not after:
        lying = lots_open(warehouse)
        for lot in lying:
            if lot not in found:
                answered['open'].append(lot_told(warehouse, lot.product_id, lot) | {'what': lying[lot]})
    return answered


def lots_written_on(lines, before):
    """The lots of the lines, and those that they were of before somebody rewrote them."""
    lots = lines.lot_id
    for line in lines:
        if line.id in before:
            lots |= lots.browse(before[line.id][0]).exists()
    return lots


def lines_by_people(warehouse, since, start, after):
    warehouse.env['stock.move.line'].flush_model()
    env.cr.execute(
        f"""
        WITH place AS (SELECT id FROM stock_location WHERE usage = 'internal' AND parent_path LIKE %(root)s)
        SELECT s.id FROM stock_move_line s
          JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
         WHERE s.state = 'done'
           AND (s.lot_id IS NOT NULL OR s.x_plant_gateway_seen IS NOT NULL OR s.location_id = ANY(%(hold)s))
           AND s.write_date >= %(start)s AND s.company_id = %(company)s
           AND (s.quantity_product_uom > 0 OR s.x_plant_gateway_seen IS NOT NULL)
           AND (s.x_plant_gateway_event IS NULL OR s.write_uid <> %(user)s)
           AND (s.location_id IN (SELECT id FROM place) OR s.location_dest_id IN (SELECT id FROM place)
                OR split_part(s.x_plant_gateway_seen, ':', 3) IN (SELECT id::text FROM place)
                OR split_part(s.x_plant_gateway_seen, ':', 4) IN (SELECT id::text FROM place)
                OR %(is_first)s AND a.warehouse_id IS NULL AND b.warehouse_id IS NULL)
           AND s.id > %(after)s AND {written_sql('s')}
         ORDER BY s.id LIMIT %(limit)s
        """,
        {
            'root': warehouse.view_location_id.parent_path + '%',
            'company': warehouse.company_id.id,
            'user': env.uid,
            'hold': places_to_hold(warehouse),
            'is_first': is_first_with_hold_place(warehouse),
            'since': since,
            'start': start,
            'after': after,
            'limit': LINES_LOOKED_AT + 1,
        },
    )
    ids = []
    for (each,) in env.cr.fetchall():
        ids.append(each)
    return warehouse.env['stock.move.line'].browse(ids)


def places_to_hold(warehouse):
    """Ids of the hold places of the warehouse, with what lies below them."""
    places = []
    known = quality_places(warehouse.company_id)
    for location in known:
        if known[location][1] == warehouse.id and known[location][0] != 'rework':
            places.append(location)
    return warehouse.env['stock.location'].search([('id', 'child_of', places)]).ids


def is_first_with_hold_place(warehouse):
    places = quality_places(warehouse.company_id)
    warehouses = []
    for location in places:
        if places[location][0] == 'hold':
            warehouses.append(places[location][1])
    return bool(warehouses) and min(warehouses) == warehouse.id


def concerns_quality(asked, line, before):
    """Whether it is of a held lot, or an event would have asked a verdict about it."""
    lot, flow = line.lot_id, flow_by_hand(line, before)
    standing = asked['standing'].get(lot.id, {})
    waits = lot.id in asked['waiting']
    if since_it_is_held(line, standing):
        # Of what an event has booked, only what was rewritten.
        return flow == 'edited' or line.x_plant_gateway_beyond or not line.x_plant_gateway_event
    if standing.get('verdict') in LETTING:
        return awaits_release(asked, line, standing['verdict'])
    if flow in ('let', 'counted', 'reworked', 'edited'):
        return waits or needs_release(lot.product_id, asked['hold_rules'])
    if flow == 'used':
        return waits and lot.product_id.uom_id.compare(lying_open(lot), 0) < 0
    return awaits_release(asked, line, standing.get('verdict'))


def lots_open(warehouse):
    """{lot: what is found}: held lots of which more lies open in the warehouse than is free there, or is promised to
    transfers and orders; those of which an open transfer or order would take some out of the hold place; and those that
    were renamed."""
    found = {}
    env.cr.execute(
        """
        WITH place AS (
            SELECT l.id FROM stock_location l
             WHERE l.usage = 'internal' AND l.parent_path LIKE %(root)s
               AND NOT EXISTS (SELECT 1 FROM stock_location p
                                WHERE p.x_plant_gateway_place IN ('hold', 'rework', 'former')
                                  AND l.parent_path LIKE p.parent_path || '%%'))
        SELECT v.x_lot_id, lying.amount, lying.apart, promised.amount
          FROM x_plant_gateway_verdict v
          CROSS JOIN LATERAL (
               SELECT COALESCE(SUM(amount), 0) AS amount, COALESCE(SUM(GREATEST(amount, 0)), 0) AS apart
                 FROM (SELECT SUM(q.quantity) AS amount FROM stock_quant q
                        WHERE q.lot_id = v.x_lot_id AND q.location_id IN (SELECT id FROM place)
                        GROUP BY q.location_id, q.package_id) places) lying
          CROSS JOIN LATERAL (
               SELECT COALESCE(SUM(s.quantity_product_uom), 0) AS amount FROM stock_move_line s
                WHERE s.lot_id = v.x_lot_id AND s.state NOT IN ('done', 'cancel')
                  AND s.location_id IN (SELECT id FROM place)) promised
         WHERE v.x_company_id = %(company)s AND v.x_verdict IN ('fail', 'held')
           AND (lying.apart > 0 OR promised.amount > 0)
        """,
        {'root': warehouse.view_location_id.parent_path + '%', 'company': warehouse.company_id.id},
    )
    amounts = {}
    for lot_id, lying, apart, promised in env.cr.fetchall():
        amounts[lot_id] = (lying, apart, promised)
    lots = warehouse.env['stock.lot'].browse(list(amounts))
    standing = verdicts_on(lots)
    for lot in lots:
        if is_open(warehouse, lot, standing[lot.id], amounts[lot.id]):
            lying, _apart, promised = amounts[lot.id]
            unit = lot.product_id.uom_id
            lying, promised = shown(unit.round(lying)), shown(unit.round(promised))
            found[lot] = f'{lying} {unit.name} lie open in {warehouse.code}, {promised} {unit.name} are promised'
    for lot in lots_leaving(warehouse):
        found.setdefault(lot, 'promised out of the place where it is held')
    renamed = lots_renamed(warehouse)
    standing = verdicts_on(renamed)
    for lot in renamed:
        found.setdefault(lot, f'renamed: it was {standing[lot.id]["name"]} before')
    return found


def is_open(warehouse, lot, standing, amounts):
    """Whether more lies open than may, or is promised; where nothing holds it, whether nobody was told."""
    lying, apart, promised = amounts
    unit = lot.product_id.uom_id
    exposed = exposed_of(lot, standing, warehouse.id, lying, apart)
    if not hold_place_in(warehouse):
        return unit.compare(exposed, standing['known'].get(warehouse.id, 0)) > 0
    return unit.compare(exposed, 0) > 0 or unit.compare(promised, allowed_in(lot, standing, warehouse.id)) > 0


def lots_renamed(warehouse):
    """Held lots that have another name than quality said, told by the first warehouse that has a hold place."""
    found = warehouse.env['stock.lot']
    if is_first_with_hold_place(warehouse):
        env.cr.execute(
            """
            SELECT l.id FROM x_plant_gateway_verdict v JOIN stock_lot l ON l.id = v.x_lot_id
             WHERE v.x_company_id = %s AND v.x_verdict IN ('fail', 'held') AND v.x_lot_name <> l.name
            """,
            [warehouse.company_id.id],
        )
        for (lot,) in env.cr.fetchall():
            found |= found.browse(lot)
    return found


def lots_leaving(warehouse):
    """Held lots of which an open transfer or order would take some out of a place for held goods."""
    places = []
    known = quality_places(warehouse.company_id)
    for location in known:
        if known[location][1] == warehouse.id:
            places.append(location)
    env.cr.execute(
        """
        SELECT s.id FROM x_plant_gateway_verdict v JOIN stock_move_line s ON s.lot_id = v.x_lot_id
         WHERE v.x_company_id = %(company)s AND v.x_verdict IN ('fail', 'held') AND s.company_id = %(company)s
           AND s.state NOT IN ('done', 'cancel') AND s.quantity_product_uom > 0 AND s.location_id = ANY(%(places)s)
        """,
        {
            'company': warehouse.company_id.id,
            'places': warehouse.env['stock.location'].search([('id', 'child_of', places)]).ids,
        },
    )
    ids = []
    for (each,) in env.cr.fetchall():
        ids.append(each)
    found = warehouse.env['stock.lot'].browse()
    for line in warehouse.env['stock.move.line'].browse(ids):
        if flow_of(line, warehouse.company_id) == 'let':
            found |= line.lot_id
    return found


def lot_told(warehouse, product, lot):
    return {
        'item': codes_of_items(warehouse.company_id, [product.id])[product.id],
        'lot': lot.name or '',
        'at': present().strftime(ZULU),
    }


def movement_told(warehouse, lot, line):
    told = lot_told(warehouse, line.product_id, lot)
    told['id'] = line.id
    amount = f'{shown(line.quantity_product_uom)} {line.product_id.uom_id.name} of lot {line.lot_id.name or "unknown"}'
    told['what'] = f'{amount}, {line.location_id.complete_name} to {line.location_dest_id.complete_name}'[:500]
    told['at'] = line.write_date.strftime(ZULU)
    told['person'] = line.write_uid.name
    told['document'] = line.picking_id.name or line.move_id.inventory_name or line.move_id.reference or 'Odoo'
    return told


ZULU = '%Y-%m-%dT%H:%M:%SZ'

QUESTIONS['lots.by-people'] = lots_by_people
