# The lots of an answer, each with its item.


def lots_described(warehouse, lots, documents):
    fields = env['stock.lot']._fields
    chosen = ''
    if 'expiration_date' in fields:
        chosen += """, to_char(l.expiration_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires"""
    if 'x_plant_gateway_verdict' in fields:
        chosen += ', l.x_plant_gateway_verdict AS verdict'
    if 'x_plant_gateway_verdict_at' in fields:
        chosen += """, to_char(l.x_plant_gateway_verdict_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS verdict_at"""
    env.cr.execute(
        f"""
        SELECT l.id, l.name AS lot, {ITEM_CODE} AS item,
               COALESCE(t.name ->> %(lang)s, t.name ->> 'en_US') AS name, p.barcode, t.tracking,
               {unit_sql('u.id')} AS uom,
               COALESCE(u.name ->> %(lang)s, u.name ->> 'en_US') AS uom_name {chosen}
          FROM stock_lot l JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom u ON u.id = t.uom_id
         WHERE l.id = ANY(%(lots)s) ORDER BY 3, 2, 1
    """,
        {'lots': lots, 'lang': env.user.lang or 'en_US'},
    )
    described = []
    for row in env.cr.dictfetchall():
        of_lot = documents.get(row['id'], [])
        row['home'] = home_of(of_lot)
        lot = without_blanks(row)
        lot['documents'] = of_lot
        described.append(lot)
    return described
