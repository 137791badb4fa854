# SQL names that all answers share: `p` is a product there.

# A plant's code for an item, else its label, else its record.
ITEM_CODE = "COALESCE(NULLIF(p.default_code, ''), p.barcode, '#' || p.id)"


def unit_sql(column):
    """SQL of the external id of the unit in this column, if it has one. Odoo's own id comes before an imported one."""
    return (
        "(SELECT d.module || '.' || d.name FROM ir_model_data d"
        f" WHERE d.model = 'uom.uom' AND d.res_id = {column} ORDER BY d.module <> 'uom', d.id LIMIT 1)"
    )


def partner_sql(column):
    """SQL of the reference of the contact in this column, else of its company, if there is one."""
    return (
        "(SELECT COALESCE(NULLIF(who.ref, ''), NULLIF(whole.ref, '')) FROM res_partner who"
        f' LEFT JOIN res_partner whole ON whole.id = who.commercial_partner_id WHERE who.id = {column})'
    )


def moment_sql(column):
    return f"to_char({column}, 'YYYY-MM-DD HH24:MI:SS')"


def column_sql(model, field, row, kind='text'):
    """SQL of a column that an app adds, where it is installed."""
    return f'{row}.{field}' if model in env and field in env[model]._fields else f'NULL::{kind}'
