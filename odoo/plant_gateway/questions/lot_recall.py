# lot.recall: every lot that a lot went into, with what was done with it, which deliveries and returns are part of, and
# what of it is still there.


def recall_of(warehouse, about):
    only_keys(about, ('lot', 'item', 'most'), '')
    root = traced_root(warehouse, about)
    lots, more_lots = lots_reached(warehouse, root, 'down', most_at(about))
    documents, more_documents = documents_of(warehouse, lots)
    answered = {
        'root': root,
        'lots': lots_described(warehouse, lots, documents),
        'on_hand': on_hand_of(warehouse, lots),
        'truncated': more_lots or more_documents,
    }
    answered.update(warehouses_told(warehouse))
    return answered


def on_hand_of(warehouse, lots):
    """By location; places outside of warehouses are those at subcontractors and on the way."""
    env.cr.execute(
        """
        SELECT q.lot_id AS lot, loc.complete_name AS location, w.code AS warehouse, SUM(q.quantity)::float8 AS quantity
          FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
          LEFT JOIN stock_warehouse w ON w.id = loc.warehouse_id
         WHERE q.lot_id = ANY(%s) AND q.company_id = %s AND loc.usage IN ('internal', 'transit')
         GROUP BY 1, 2, 3 HAVING SUM(q.quantity) <> 0 ORDER BY 1, 2
    """,
        [lots, warehouse.company_id.id],
    )
    rows = []
    for row in env.cr.dictfetchall():
        rows.append(without_blanks(row))
    return rows


QUESTIONS['lot.recall'] = recall_of
