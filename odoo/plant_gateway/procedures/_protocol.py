# The form in which gateway and module talk. VERSION changes with every line of a procedure. The protocol changes only
# when a key of a call or of a reply is added, dropped or means something else. Both sides speak the newest protocol and
# the one before, so either can be upgraded first. lambdas/odoo/protocol.ts is the other side; a test compares the two.

OLDEST_PROTOCOL = 1
PROTOCOL = 2

# Gateways that were released before there were protocols. They speak protocol 1 and demand their own version in return.
BEFORE_PROTOCOLS = ('19.0.1.1.0+f5b905ca', '19.0.1.1.0+3516b644')

# Refusal codes of protocol 1. A gateway of protocol 1 holds the whole plant queue when it receives any other code.
CODES_OF_PROTOCOL_1 = {
    'ambiguous-lot',
    'app-not-installed',
    'confirmation-needed',
    'count-contradicted',
    'delivery-cancelled',
    'delivery-not-ready',
    'delivery-of-other-order',
    'gate-needs-lots',
    'gate-not-set-up',
    'insufficient-stock',
    'item-not-for-sale',
    'item-not-on-delivery',
    'item-not-on-order',
    'item-not-stocked',
    'item-not-tracked',
    'lot-expired',
    'lot-expires-soon',
    'lot-held',
    'lot-of-other-item',
    'lot-required',
    'malformed-posting',
    'nothing-to-deliver',
    'nothing-to-receive',
    'nothing-to-return',
    'odoo-refused',
    'operation-done',
    'operation-not-running',
    'operation-resumed',
    'order-cancelled',
    'order-done',
    'order-not-confirmed',
    'other-currency',
    'purchase-order-cancelled',
    'purchase-order-not-confirmed',
    'quantity-not-positive',
    'rate-not-yet-valid',
    'sales-order-exists',
    'same-location',
    'serial-already-produced',
    'serial-already-received',
    'serial-count-mismatch',
    'serial-elsewhere',
    'stock-in-packages',
    'unit-not-convertible',
    'unknown-delivery',
    'unknown-item',
    'unknown-location',
    'unknown-lot',
    'unknown-order',
    'unknown-partner',
    'unknown-purchase-order',
    'unknown-scrap-reason',
    'unknown-unit',
    'unknown-work-center',
    'wrong-supplier',
}


def protocol_of(request):
    return request.get('protocol', 1)


def heading_for(request):
    """{version, protocols}, which every reply has; and an error when the request is in no protocol of this module."""
    heading = {'version': VERSION, 'protocols': [OLDEST_PROTOCOL, PROTOCOL]}
    if not isinstance(request, dict) or not isinstance(request.get('version'), str):
        heading['error'] = 'malformed'
    elif 'protocol' not in request:
        if request['version'] in BEFORE_PROTOCOLS:
            heading['version'] = request['version']
        else:
            heading['error'] = 'version-mismatch'
    elif not isinstance(request['protocol'], int) or isinstance(request['protocol'], bool):
        heading['error'] = 'malformed'
    elif not OLDEST_PROTOCOL <= request['protocol'] <= PROTOCOL:
        heading['error'] = 'protocol-mismatch'
    return heading


def hide_new_codes(reply):
    """Gives codes that are newer than protocol 1 as `odoo-refused`, with the code in front of the message."""
    refusals = [reply['refused']] if 'refused' in reply else []
    for row in reply.get('rows', []):
        if row['result'] == 'refused':
            refusals.append(row)
    for refusal in refusals:
        if refusal['code'] not in CODES_OF_PROTOCOL_1:
            refusal['message'] = f'{refusal["code"]}: {refusal["message"]}'
            refusal['code'] = 'odoo-refused'
