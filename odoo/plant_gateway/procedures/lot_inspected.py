# lot.inspected: what the laboratory found. A lot that failed is held at once, wherever it lies; one that passed is let
# out by an event of its own, once the gateway has seen to what waits for it.

INSPECTED_KEYS = ('item', 'lot', 'verdict', 'results', 'inspection', 'certificate', 'person')


def inspect_lot(posting):
    payload, product, number = payload_about_lot(posting, INSPECTED_KEYS)
    verdict = payload.get('verdict')
    if verdict not in ('pass', 'fail', 'pending'):
        malformed('/data/verdict', 'verdict must be pass, fail or pending')
    if verdict == 'fail':
        required_hold_rules(posting)
        lot = lot_to_hold(product, number)
    else:
        lot = lot_in_warehouse(posting, product, number)
    decides = verdict != 'pending' and judge(posting, lot, verdict)
    if decides and verdict == 'fail':
        hold(posting, product, lot)
    if decides and verdict == 'pass' and posting['hold_rules']:
        warn_of_rest(
            posting,
            product,
            lot,
            posting['hold_rules'],
            covered(product, lot, posting['hold_rules'], posting['moment']),
        )
        expired = expiry_of(product, lot)
        if expired:
            warn(posting, f'{expired}: it is not released to the stock')
    if verdict != 'pending':
        answer_quality_checks(lot, verdict)
    write_down(lot, posting, inspection_words(payload, verdict), payload, verdict != 'pending' and not decides)
    return lot


def inspection_words(payload, verdict):
    words = f'Inspected: {verdict}'
    inspection = optional_text_at(payload, 'inspection', '/data/inspection')
    certificate = optional_text_at(payload, 'certificate', '/data/certificate', 500)
    if inspection:
        words += f' ({inspection})'
    for line in list_at(payload, 'results', '/data/results'):
        if not isinstance(line, str) or len(line) > 500:
            malformed('/data/results', 'must be texts')
        words += f'; {line}'
    if certificate:
        words += f'; {certificate}'
    return words


PROCEDURES['lot.inspected'] = inspect_lot
