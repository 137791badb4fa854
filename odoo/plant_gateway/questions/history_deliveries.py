# history.deliveries: what left for customers, by line; what they sent back counts against it.


# A delivery that an event shipped may have no event in its field; the event left its idempotency record all the same.
SHIPPED_BY = f"""COALESCE(NULLIF(pk.x_plant_gateway_event, ''),
    (SELECT d.name FROM ir_model_data d
      WHERE d.module = '{IDEMPOTENCY_RECORDS}' AND d.model = 'stock.picking' AND d.res_id = pk.id
      ORDER BY d.id DESC LIMIT 1))"""


def deliveries_source():
    sale = 'sale_line_id' in env['stock.move']._fields
    joins = ''
    if sale:
        joins = """LEFT JOIN sale_order_line sl ON sl.id = m.sale_line_id LEFT JOIN sale_order so ON so.id = sl.order_id
                   LEFT JOIN uom_uom su ON su.id = sl.product_uom_id"""
    return {
        'columns': moved_columns(
            {
                'delivery': 'pk.name',
                'sales_order': 'so.name' if sale else 'NULL',
                'customer': party('co'),
                'quantity': signed("a.usage = 'customer'"),
                'ordered': '(sl.product_uom_qty * su.factor / u.factor)::float8' if sale else 'NULL::float8',
                'promised_at': moment_of('m.date_deadline'),
                'delivered_at': moment_of('s.date'),
                'tracking': "NULLIF(pk.carrier_tracking_ref, '')"
                if 'carrier_tracking_ref' in env['stock.picking']._fields
                else 'NULL',
                'event': SHIPPED_BY,
            }
        ),
        'tables': f'{MOVED} {OF_PICKING} {joins}',
        'where': f"""{DONE} AND m.scrap_id IS NULL AND t.warehouse_id = %(warehouse)s
            AND 'customer' IN (a.usage, b.usage) AND a.usage <> b.usage""",
        'moment': 's.date',
        'written': ('s', 'm', 'pk') + (('sl', 'so') if sale else ()),
    }


def history_deliveries(warehouse, about):
    return rows_of_day(warehouse, about, 'deliveries')


HISTORY['deliveries'] = deliveries_source
QUESTIONS['history.deliveries'] = history_deliveries
