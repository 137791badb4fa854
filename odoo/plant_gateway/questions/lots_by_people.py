# lots.by-people: what people did in Odoo with goods that quality holds, since a watermark. An event would have asked
# the verdict; a person's button does not. Lines of stock moves that no event made, of this warehouse:
#
# - out of a place for held goods, or counted into one
# - back from a customer, of an item that needs a release
# - of a lot that has failed or is held, since it is: out of the open stock or into it
# - of a lot that waits for its release: more than lay outside of the place where it waits
#
# `mark` is the watermark for the next time; `next` is the `after` of the next page of this one. Without `since` nothing
# is answered but the mark: what was before is history.

MOST_BY_PEOPLE = 500


def lots_by_people(warehouse, about):
    only_keys(about, ('since', 'after', 'gate'), '')
    rules = hold_rules_in(warehouse, about['gate']) if about.get('gate') else {}
    after = number_at(about, 'after', '/after') if 'after' in about else 0
    watermark, _oid, _following = horizon()
    since = since_at(about)
    answered = {'mark': watermark, 'known': bool(since), 'movements': []}
    if not since:
        return answered
    env.cr.execute(
        f"""
        WITH place AS (
            SELECT l.id, EXISTS (SELECT 1 FROM stock_location p
                                  WHERE p.x_plant_gateway_place IN ('hold', 'rework') AND p.active
                                    AND l.parent_path LIKE p.parent_path || '%%') AS held
              FROM stock_location l WHERE l.usage = 'internal' AND l.parent_path LIKE %(root)s),
        judged AS (
            SELECT v.x_lot_id AS lot_id, l.product_id, v.write_date AS since FROM x_plant_gateway_verdict v
              JOIN stock_lot l ON l.id = v.x_lot_id
             WHERE v.x_company_id = %(company)s AND v.x_verdict IN ('fail', 'held')),
        waiting AS (
            SELECT q.lot_id, q.product_id FROM stock_quant q
             WHERE q.location_id IN (SELECT id FROM place WHERE held) AND q.lot_id IS NOT NULL
               AND q.lot_id NOT IN (SELECT lot_id FROM judged)
             GROUP BY 1, 2 HAVING SUM(q.quantity) > 0
                AND (SELECT SUM(o.quantity) FROM stock_quant o
                      WHERE o.product_id = q.product_id AND o.lot_id = q.lot_id
                        AND o.location_id IN (SELECT id FROM place WHERE NOT held)) < 0),
        found AS (
            SELECT s.id FROM stock_move_line s WHERE s.location_id IN (SELECT id FROM place WHERE held)
            UNION
            SELECT s.id FROM stock_move_line s JOIN stock_location a ON a.id = s.location_id
             WHERE s.location_dest_id IN (SELECT id FROM place WHERE held) AND a.usage = 'inventory'
            UNION
            SELECT s.id FROM stock_move_line s
             WHERE s.location_id IN (SELECT id FROM stock_location WHERE usage = 'customer')
               AND s.location_dest_id IN (SELECT id FROM place)
            UNION
            SELECT s.id FROM waiting w JOIN stock_move_line s ON s.product_id = w.product_id AND s.lot_id = w.lot_id
              JOIN stock_location b ON b.id = s.location_dest_id
             WHERE s.location_id IN (SELECT id FROM place WHERE NOT held) AND b.usage NOT IN ('internal', 'transit')
            UNION
            SELECT s.id FROM judged j JOIN stock_move_line s ON s.product_id = j.product_id AND s.lot_id = j.lot_id
             WHERE s.write_date >= j.since
               AND (s.location_id IN (SELECT id FROM place) OR s.location_dest_id IN (SELECT id FROM place)))
        SELECT s.id, {ITEM_CODE} AS item, l.name AS lot, to_char(s.write_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
               to_char(s.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created, who.name AS person,
               COALESCE(pk.name, m.inventory_name, m.reference, 'Odoo') AS document,
               CASE WHEN a.usage = 'customer' AND NOT EXISTS (SELECT 1 FROM judged WHERE judged.lot_id = s.lot_id)
                    THEN s.product_id END AS came_back
          FROM found JOIN stock_move_line s ON s.id = found.id
          JOIN stock_move m ON m.id = s.move_id
          JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
          LEFT JOIN stock_picking pk ON pk.id = m.picking_id LEFT JOIN res_users u ON u.id = s.write_uid
          LEFT JOIN res_partner who ON who.id = u.partner_id
          JOIN stock_lot l ON l.id = s.lot_id JOIN product_product p ON p.id = s.product_id
         WHERE s.state = 'done' AND s.company_id = %(company)s AND s.quantity_product_uom > 0
           AND s.x_plant_gateway_event IS NULL AND m.scrap_id IS NULL AND b.usage <> 'supplier'
           AND NOT (s.location_id IN (SELECT id FROM place) AND s.location_dest_id IN (SELECT id FROM place WHERE held))
           AND s.id > %(after)s AND {written_sql('s')}
         ORDER BY s.id LIMIT %(limit)s
        """,
        {
            'root': warehouse.view_location_id.parent_path + '%',
            'company': warehouse.company_id.id,
            'since': since,
            'after': after,
            'limit': MOST_BY_PEOPLE + 1,
        },
    )
    rows = env.cr.dictfetchall()
    for row in rows[:MOST_BY_PEOPLE]:
        product = warehouse.env['product.product'].browse(row.pop('came_back') or ())
        if not product or needs_release(product, rules):
            answered['movements'].append(without_blanks(row))
    if len(rows) > MOST_BY_PEOPLE:
        answered['next'] = rows[MOST_BY_PEOPLE - 1]['id']
    return answered


QUESTIONS['lots.by-people'] = lots_by_people
