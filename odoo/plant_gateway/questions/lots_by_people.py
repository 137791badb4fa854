# lots.by-people: what people did in Odoo with goods that quality holds, since a watermark. An event would have asked
# the verdict; a person's button does not.
#
# `movements`: lines of stock moves that no event made, or that a person changed after an event had made them, in or out
# of this warehouse, of lots and items that quality holds. `open`: lots of which more lies open in this warehouse, or is
# promised to deliveries, than is free, whatever brought it there; they have no number.
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
    asked = {'warehouse': warehouse, 'hold_rules': rules}
    lots = warehouse.env['stock.lot']
    for line in lines[:LINES_LOOKED_AT]:
        if concerns_quality(asked, line):
            answered['movements'].append(movement_told(warehouse, line))
            lots |= line.lot_id
    if len(lines) > LINES_LOOKED_AT:
        answered['next'] = lines[LINES_LOOKED_AT - 1].id
    elif not after:
        for lot in lots_open(warehouse) - lots:
            answered['open'].append(lot_told(warehouse, lot))
    return answered


def lines_by_people(warehouse, since, start, after):
    warehouse.env['stock.move.line'].flush_model()
    env.cr.execute(
        f"""
        WITH place AS (SELECT id FROM stock_location WHERE usage = 'internal' AND parent_path LIKE %(root)s)
        SELECT s.id FROM stock_move_line s JOIN stock_move m ON m.id = s.move_id
          JOIN stock_location b ON b.id = s.location_dest_id
         WHERE s.state = 'done' AND s.lot_id IS NOT NULL AND s.write_date >= %(start)s AND s.company_id = %(company)s
           AND s.quantity_product_uom > 0 AND m.scrap_id IS NULL AND b.usage <> 'supplier'
           AND (s.x_plant_gateway_event IS NULL OR s.write_uid <> %(user)s)
           AND (s.location_id IN (SELECT id FROM place) OR s.location_dest_id IN (SELECT id FROM place))
           AND s.id > %(after)s AND {written_sql('s')}
         ORDER BY s.id LIMIT %(limit)s
        """,
        {
            'root': warehouse.view_location_id.parent_path + '%',
            'company': warehouse.company_id.id,
            'user': env.uid,
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


def concerns_quality(asked, line):
    """Whether an event would have asked a verdict about what the person did."""
    lot, flow = line.lot_id, flow_by_hand(line)
    held_lot = since_it_is_held(lot, line)
    if flow in ('let', 'counted'):
        return True
    if flow == 'edited':
        return held_lot or lot.id in waiting_lots(lot)
    if flow == 'used':
        return held_lot or (lot.id in waiting_lots(lot) and lot.product_id.uom_id.compare(lying_open(lot), 0) < 0)
    if flow == 'stayed':
        return held_lot and line.location_id.warehouse_id != line.location_dest_id.warehouse_id
    return flow == 'came' and (held_lot or awaits_release(asked, lot, line))


def lots_open(warehouse):
    """Held lots of which more lies open in the warehouse than is free there, or is promised to deliveries."""
    found = warehouse.env['stock.lot']
    if not hold_place_in(warehouse):
        return found
    env.cr.execute(
        """
        SELECT v.x_lot_id, v.x_free_by, COALESCE(SUM(q.quantity), 0), COALESCE(SUM(q.reserved_quantity), 0)
          FROM x_plant_gateway_verdict v JOIN stock_quant q ON q.lot_id = v.x_lot_id
          JOIN stock_location l ON l.id = q.location_id
         WHERE v.x_company_id = %(company)s AND v.x_verdict IN ('fail', 'held') AND l.usage = 'internal'
           AND l.parent_path LIKE %(root)s
           AND NOT EXISTS (SELECT 1 FROM stock_location p
                            WHERE p.x_plant_gateway_place IN ('hold', 'rework', 'former')
                              AND l.parent_path LIKE p.parent_path || '%%')
         GROUP BY v.id HAVING SUM(q.quantity) > 0 OR SUM(q.reserved_quantity) > 0
        """,
        {'root': warehouse.view_location_id.parent_path + '%', 'company': warehouse.company_id.id},
    )
    for lot_id, free_by, quantity, reserved in env.cr.fetchall():
        lot = found.browse(lot_id)
        free = free_read(free_by).get(warehouse.id, 0)
        unit = lot.product_id.uom_id
        promised = reserved - issued_to_orders(lot).get(warehouse.id, 0)
        if unit.compare(quantity, free) > 0 or unit.compare(promised, free) > 0:
            found |= lot
    return found


def lot_told(warehouse, lot):
    product = lot.product_id
    return {
        'item': codes_of_items(warehouse.company_id, [product.id])[product.id],
        'lot': lot.name,
        'at': present().strftime(ZULU),
    }


def movement_told(warehouse, line):
    told = lot_told(warehouse, line.lot_id)
    told['id'] = line.id
    told['at'] = line.write_date.strftime(ZULU)
    told['created'] = line.create_date.strftime(ZULU)
    if line.x_plant_gateway_event:
        # The same line may be changed again.
        told['created'] = told['at']
    told['person'] = line.write_uid.name
    told['document'] = line.picking_id.name or line.move_id.inventory_name or line.move_id.reference or 'Odoo'
    return told


ZULU = '%Y-%m-%dT%H:%M:%SZ'

QUESTIONS['lots.by-people'] = lots_by_people
