# machine-rate.reported: what an hour of a machine costs, machine and energy together, in the work centre's own field.
# Odoo keeps one rate: it is what operations are valued at that end from now on. Those that ended keep theirs.
#
# Who books production may not change work centres. This one field, and since when it is so, is written past access
# rights: of a work centre of the warehouse's company, in the company's currency, and it stands in the chatter.

RATE_KEYS = ('machine', 'machine_rate', 'energy_rate', 'valid_from')


def report_rate(posting):
    payload = only_keys(posting['payload'], RATE_KEYS, '/data')
    warehouse = posting['warehouse']
    center = machine_of(warehouse, text_at(payload, 'machine', '/data/machine'), '/data/machine')
    if center.company_id != warehouse.company_id:
        refuse('unknown-work-center', '/data/machine', f'work centre {center.code} is not of the company of the plant')
    machine = rate_at(warehouse, payload, 'machine_rate', '/data/machineRate')
    energy = rate_at(warehouse, payload, 'energy_rate', '/data/energyRate') if 'energy_rate' in payload else 0
    since = moment_at(payload, 'valid_from', '/data/validFrom')
    if since > posting['moment']:
        refuse('rate-not-yet-valid', '/data/validFrom', f'the rate is valid from {since} only; send it then')
    known = center.x_plant_gateway_rate_from
    if known and since < known:
        # A later one is in place.
        return center
    cost = round(machine + energy, 6)
    changed = cost != center.costs_hour
    past_rights = center.sudo()
    past_rights.write({'costs_hour': cost, 'x_plant_gateway_rate_from': since})
    if changed:
        name = warehouse.company_id.currency_id.name
        parts = f'machine {shown(machine)} and energy {shown(energy)} {name}' if energy else f'{shown(machine)} {name}'
        past_rights.message_post(body=f'Cost per hour as the plant reported it, from {since} UTC: {parts}')
    return center


def rate_at(warehouse, payload, key, pointer):
    rate = only_keys(payload.get(key), ('value', 'currency'), pointer)
    currency = text_at(rate, 'currency', pointer + '/currency')
    if currency != warehouse.company_id.currency_id.name:
        refuse(
            'other-currency',
            pointer + '/currency',
            f'the rate is in {currency}, and the company keeps its books in {warehouse.company_id.currency_id.name}',
        )
    return number_at(rate, 'value', pointer + '/value', True)


PROCEDURES['machine-rate.reported'] = report_rate
