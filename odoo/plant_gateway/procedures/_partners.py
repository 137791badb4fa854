# Customers and their addresses, and suppliers.


def partner_of(at, code, pointer, of=False):
    """The contact with this reference, else this barcode: of the company of `at` (a warehouse, an order), or shared.
    `of`: only an address or contact of this customer."""
    Partner = at.env['res.partner']
    domain = [('company_id', 'in', [False, at.company_id.id])]
    if of:
        domain.append(('commercial_partner_id', '=', of.commercial_partner_id.id))
    found = Partner.search(domain + [('ref', '=', code)], limit=2)
    if not found:
        found = Partner.search(domain + [('barcode', '=', code)], limit=2)
    which = f'contact of {of.display_name}' if of else 'contact'
    if not found:
        refuse('unknown-partner', pointer, f'Odoo has no {which} with reference or barcode {code}')
    if len(found) > 1:
        refuse('unknown-partner', pointer, f'Odoo has more than one {which} with reference or barcode {code}')
    return found
