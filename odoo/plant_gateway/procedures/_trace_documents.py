# What was done with lots: made, received, delivered, given back, scrapped, counted. By document.

MOST_DOCUMENTS = 10000


def documents_of(warehouse, lots):
    """({lot: its documents, oldest first}, whether there are more). Quantities are in the items' own units; that of a
    count or an unbuilding is negative where goods went."""
    with_sale = 'sale_id' in env['stock.picking']._fields
    with_purchase = 'purchase_line_id' in env['stock.move']._fields
    with_tracking = 'carrier_tracking_ref' in env['stock.picking']._fields
    columns = {
        'purchase': 'po.name' if with_purchase else 'NULL',
        'supplier_reference': 'po.partner_ref' if with_purchase else 'NULL',
        'sales_order': 'so.name' if with_sale else 'NULL',
        'customer_reference': 'so.client_order_ref' if with_sale else 'NULL',
        'tracking': 'pk.carrier_tracking_ref' if with_tracking else 'NULL',
    }
    joins = ''
    if with_purchase:
        joins += ' LEFT JOIN purchase_order_line pol ON pol.id = m.purchase_line_id'
        joins += ' LEFT JOIN purchase_order po ON po.id = pol.order_id'
    if with_sale:
        joins += ' LEFT JOIN sale_order so ON so.id = pk.sale_id'
    chosen = ''
    for name in columns:
        chosen += f', {columns[name]}::text AS {name}'
    env.cr.execute(
        f"""
        SELECT lot_id, kind, name, warehouse, "of", purchase, supplier_reference, sales_order, customer_reference,
               tracking, partner_code, partner_name, address_code, address_name,
               to_char(MAX(date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
               SUM(CASE WHEN kind IN ('count', 'unbuild') AND NOT comes THEN -quantity ELSE quantity END)::float8
                 AS quantity
          FROM (
            SELECT s.lot_id, s.date, s.quantity_product_uom AS quantity, b.usage IN ('internal', 'transit') AS comes,
                   CASE WHEN m.unbuild_id IS NOT NULL THEN 'unbuild'
                        WHEN m.scrap_id IS NOT NULL THEN 'scrap'
                        WHEN m.production_id IS NOT NULL THEN 'production'
                        WHEN m.raw_material_production_id IS NOT NULL THEN 'consumption'
                        WHEN origin.raw_material_production_id IS NOT NULL THEN 'material-return'
                        WHEN b.usage = 'customer' THEN 'delivery'
                        WHEN a.usage = 'customer' THEN 'customer-return'
                        WHEN b.usage = 'supplier' THEN 'supplier-return'
                        WHEN a.usage = 'supplier' OR t.code = 'incoming' THEN 'receipt'
                        WHEN 'inventory' IN (a.usage, b.usage) THEN 'count'
                        ELSE 'transfer' END AS kind,
                   COALESCE(ub.name, sc.name, o.name, pk.name, m.inventory_name, m.reference) AS name,
                   COALESCE(tw.code, aw.code, bw.code) AS warehouse, opk.name AS "of",
                   c.ref AS partner_code, c.name AS partner_name,
                   CASE WHEN pt.id <> c.id THEN pt.ref END AS address_code,
                   CASE WHEN pt.id <> c.id THEN pt.name END AS address_name
                   {chosen}
              FROM stock_lot l
              JOIN stock_move_line s ON s.product_id = l.product_id AND s.lot_id = l.id AND s.state = 'done'
              JOIN stock_move m ON m.id = s.move_id
              JOIN stock_location a ON a.id = s.location_id JOIN stock_location b ON b.id = s.location_dest_id
              LEFT JOIN stock_warehouse aw ON aw.id = a.warehouse_id
              LEFT JOIN stock_warehouse bw ON bw.id = b.warehouse_id
              LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
              LEFT JOIN stock_picking opk ON opk.id = origin.picking_id
              LEFT JOIN mrp_unbuild ub ON ub.id = m.unbuild_id
              LEFT JOIN stock_scrap sc ON sc.id = m.scrap_id
              LEFT JOIN mrp_production o ON o.id = COALESCE(m.production_id, m.raw_material_production_id,
                                                            origin.raw_material_production_id)
              LEFT JOIN stock_picking pk ON pk.id = m.picking_id
              LEFT JOIN stock_picking_type t ON t.id = COALESCE(o.picking_type_id, pk.picking_type_id)
              LEFT JOIN stock_warehouse tw ON tw.id = t.warehouse_id
              LEFT JOIN res_partner pt ON pt.id = pk.partner_id
              LEFT JOIN res_partner c ON c.id = pt.commercial_partner_id
              {joins}
             WHERE l.id = ANY(%s) AND s.company_id = %s AND s.quantity_product_uom > 0
               AND (a.usage <> b.usage OR a.warehouse_id IS DISTINCT FROM b.warehouse_id)) AS step
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
         ORDER BY lot_id, 15, kind, name LIMIT %s
    """,
        [lots, warehouse.company_id.id, MOST_DOCUMENTS + 1],
    )
    rows = env.cr.dictfetchall()
    documents = {}
    for row in rows[:MOST_DOCUMENTS]:
        documents.setdefault(row['lot_id'], []).append(document_of(row))
    return documents, len(rows) > MOST_DOCUMENTS


def document_of(row):
    document = {}
    for key in row:
        if key not in ('lot_id', 'partner_code', 'partner_name', 'address_code', 'address_name'):
            document[key] = row[key]
    for who in ('partner', 'address'):
        named = without_blanks({'reference': row[who + '_code'], 'name': row[who + '_name']})
        if named:
            document[who] = named
    return without_blanks(document)


def warehouses_told(warehouse):
    """The company of the answer and its warehouses, {short name: name}. Documents have the short name; a gateway may
    know a plant by either."""
    env.cr.execute('SELECT code, name FROM stock_warehouse WHERE company_id = %s', [warehouse.company_id.id])
    return {'company': warehouse.company_id.name, 'warehouses': dict(env.cr.fetchall())}


# Documents that make a lot, by kind, the surest first; a use of the lot may be dated before the count that found it.
BEGINNINGS = (('production', 'receipt'), ('count',))


def home_of(documents):
    """Code of the warehouse where the lot came into being: made or received, else counted, else first seen."""
    placed = []
    for document in documents:
        if 'warehouse' in document:
            placed.append(document)
    for kinds in BEGINNINGS:
        for document in placed:
            if document['kind'] in kinds:
                return document['warehouse']
    return placed[0]['warehouse'] if placed else ''
