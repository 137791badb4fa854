# history.receipts: what came from suppliers, by line, with the verdict about its lot; what went back counts against it.
# A subcontractor's goods come out of a place of our own, and are known by their purchase.

CAME = "(a.usage = 'supplier' AND b.usage <> 'supplier' OR b.usage = 'supplier' AND a.usage <> 'supplier'"


def receipts_source():
    purchase = 'purchase_line_id' in env['stock.move']._fields
    joins = 'LEFT JOIN x_plant_gateway_verdict v ON v.x_lot_id = l.id AND v.x_company_id = %(company)s'
    came = CAME + ')'
    if purchase:
        joins += """ LEFT JOIN purchase_order_line pl ON pl.id = m.purchase_line_id
                   LEFT JOIN purchase_order po ON po.id = pl.order_id LEFT JOIN res_partner sp ON sp.id = po.partner_id
                   LEFT JOIN res_partner sc ON sc.id = sp.commercial_partner_id"""
        came = f"{CAME} OR t.code = 'incoming' AND m.purchase_line_id IS NOT NULL)"
    return {
        'columns': moved_columns(
            {
                'receipt': 'pk.name',
                'purchase_order': 'po.name' if purchase else 'NULL',
                'supplier': f'COALESCE({party("sc")}, {party("co")})' if purchase else party('co'),
                'quantity': signed("b.usage = 'supplier'"),
                'ordered': 'pl.product_uom_qty::float8' if purchase else 'NULL::float8',
                'promised_at': moment_of('pl.date_planned' if purchase else 'm.date_deadline'),
                'received_at': moment_of('s.date'),
                'verdict': 'v.x_verdict',
                'event': 'pk.x_plant_gateway_event',
            }
        ),
        'tables': f'{MOVED} {OF_PICKING} {joins}',
        'where': f'{DONE} AND m.scrap_id IS NULL AND t.warehouse_id = %(warehouse)s AND {came}',
        'moment': 's.date',
        'written': ('s', 'm', 'pk', 'l', 'v') + (('pl', 'po') if purchase else ()),
    }


def history_receipts(warehouse, about):
    return rows_of_day(warehouse, about, 'receipts')


HISTORY['receipts'] = receipts_source
QUESTIONS['history.receipts'] = history_receipts
