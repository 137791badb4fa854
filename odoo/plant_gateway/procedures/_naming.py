# SQL of names that all answers share: `p` is a product there, and %(company)s the warehouse's company.
#
# What is told of a product can be sent back: it is the first of internal reference, barcode and name that finds this
# product and no other (see item_of), else `#` and Odoo's number of it. So is what is told of a contact.

# What may stand as a code in messages and events (events/fields.ts).
LONGEST_CODE = 64


def fits_sql(column):
    return (
        f"({column} ~ '^[^[:space:][:cntrl:]]([^[:cntrl:]]*[^[:space:][:cntrl:]])?$'"
        f' AND length({column}) <= {LONGEST_CODE})'
    )


# The company and those above it, whose records are its own, too.
COMPANIES = """(SELECT c.id FROM res_company c
                  JOIN res_company own ON own.id = %(company)s AND own.parent_path LIKE c.parent_path || '%%')"""

ACTIVE_PRODUCT = f'x.active AND (xt.company_id IS NULL OR xt.company_id IN {COMPANIES})'


def other_product_sql(test):
    return f"""EXISTS (SELECT 1 FROM product_product x JOIN product_template xt ON xt.id = x.product_tmpl_id
                        WHERE x.id <> p.id AND {test} AND {ACTIVE_PRODUCT})"""


# Names of several products, in any language. It names no column of the row, so Postgres reads it once for a statement,
# and only when a product has neither a reference nor a barcode.
SHARED_NAMES = f"""(SELECT n.value FROM product_product x JOIN product_template xt ON xt.id = x.product_tmpl_id
                     CROSS JOIN LATERAL jsonb_each_text(xt.name) AS n
                     WHERE {ACTIVE_PRODUCT} GROUP BY n.value HAVING count(DISTINCT x.id) > 1)"""

# Archived products, and those of other companies, are told by number: no code finds them.
ITEM_CODE = f"""COALESCE((
    SELECT CASE
           WHEN {fits_sql('p.default_code')} AND NOT {other_product_sql('x.default_code = p.default_code')}
           THEN p.default_code
           WHEN {fits_sql('p.barcode')} AND NOT {other_product_sql('x.default_code = p.barcode')}
                AND NOT {other_product_sql('x.barcode = p.barcode')}
           THEN p.barcode
           WHEN {fits_sql("pt.name ->> 'en_US'")} AND pt.name ->> 'en_US' NOT IN {SHARED_NAMES}
                AND NOT {other_product_sql("(x.default_code = pt.name ->> 'en_US' OR x.barcode = pt.name ->> 'en_US')")}
           THEN pt.name ->> 'en_US' END
      FROM product_template pt
     WHERE pt.id = p.product_tmpl_id AND p.active AND (pt.company_id IS NULL OR pt.company_id IN {COMPANIES})),
    '#' || p.id)"""


def without_compiling():
    """Postgres would compile the statements of answers for longer than they run (measured: 10 of 10.4 seconds)."""
    env.cr.execute('SET LOCAL jit = off')


def codes_of_items(company, ids):
    """{product id: its code as answers tell it}"""
    without_compiling()
    env.cr.execute(
        f'SELECT p.id, {ITEM_CODE} FROM product_product p WHERE p.id = ANY(%(ids)s)',
        {'company': company.id, 'ids': list(ids)},
    )
    return dict(env.cr.fetchall())


def ids_of_items(warehouse, codes):
    """Ids of the products of codes that answers told, archived ones too."""
    ids = []
    found = products_called(warehouse, codes)
    for code in codes:
        ids += found[code].ids if code in found else [number_of(code)]
    return ids


def called(product):
    """What a message for people calls a product."""
    return product.default_code or product.display_name


def unit_sql(column):
    """SQL of the external id of the unit in this column, if it has one. Odoo's own id comes before an imported one."""
    return (
        "(SELECT d.module || '.' || d.name FROM ir_model_data d"
        f" WHERE d.model = 'uom.uom' AND d.res_id = {column} ORDER BY d.module <> 'uom', d.id LIMIT 1)"
    )


def unit_code_sql(column):
    """SQL of what finds the unit in this column (see unit_of): its external id, else its name, else its number."""
    return f"""COALESCE({unit_sql(column)}, (
        SELECT un.name ->> 'en_US' FROM uom_uom un WHERE un.id = {column} AND NOT EXISTS (
            SELECT 1 FROM uom_uom ux CROSS JOIN LATERAL jsonb_each_text(ux.name) AS n
             WHERE ux.id <> un.id AND ux.active AND n.value = un.name ->> 'en_US')), '#' || {column})"""


def other_partner_sql(row, test):
    """Of another customer or supplier: contacts of one may share a reference."""
    return f"""EXISTS (SELECT 1 FROM res_partner x WHERE x.commercial_partner_id <> {row}.commercial_partner_id
                          AND x.active AND {test} AND (x.company_id IS NULL OR x.company_id IN {COMPANIES}))"""


def reference_sql(row):
    other = other_partner_sql(row, f'x.ref = {row}.ref')
    return f'CASE WHEN {fits_sql(f"{row}.ref")} AND NOT {other} THEN {row}.ref END'


def partner_sql(column):
    """SQL of the reference of the contact in this column, else of its company, else the contact's full name, else its
    number."""
    named = other_partner_sql('who', 'who.complete_name IN (x.ref, x.complete_name)')
    return f"""(SELECT COALESCE({reference_sql('who')}, {reference_sql('whole')},
                   CASE WHEN {fits_sql('who.complete_name')} AND NOT {named} THEN who.complete_name END, '#' || who.id)
              FROM res_partner who LEFT JOIN res_partner whole ON whole.id = who.commercial_partner_id
             WHERE who.id = {column})"""


def moment_sql(column):
    return f"to_char({column}, 'YYYY-MM-DD HH24:MI:SS')"


def column_sql(model, field, row, kind='text'):
    """SQL of a column that an app adds, where it is installed."""
    return f'{row}.{field}' if model in env and field in env[model]._fields else f'NULL::{kind}'
