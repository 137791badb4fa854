# Odoo Enterprise has quality checks and alerts of its own. They are used where they are installed; without them the
# verdict is on the lot and in its history.


def answer_quality_checks(lot, verdict):
    """Answers the quality checks of the lot that are still open in this company."""
    if 'quality.check' not in env:
        return
    Check = lot.env['quality.check']
    by_lot = 'lot_ids' if 'lot_ids' in Check._fields else 'lot_id'
    open_checks = [(by_lot, 'in', lot.ids), ('quality_state', '=', 'none')]
    if 'company_id' in Check._fields:
        open_checks.append(('company_id', '=', lot.env.company.id))
    checks = Check.search(open_checks)
    if checks and verdict == 'pass':
        checks.do_pass()
    elif checks:
        checks.do_fail()


def alert_enterprise(document, title, description):
    if 'quality.alert' not in env:
        return
    Alert = document.env['quality.alert']
    values = {'title': title, 'description': description}
    lot = document if document._name == 'stock.lot' else document.env['stock.lot']
    if lot and 'lot_ids' in Alert._fields:
        values['lot_ids'] = [Command.set(lot.ids)]
    elif lot:
        values['lot_id'] = lot.id
    values['product_id'] = document.product_id.id
    values['product_tmpl_id'] = document.product_id.product_tmpl_id.id
    known = {}
    for name in values:
        if name in Alert._fields:
            known[name] = values[name]
    Alert.create(known)
