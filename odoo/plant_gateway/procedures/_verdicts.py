# Quality's words about a lot. The latest by its own time decides, however late it is booked; of two at one time the one
# that holds. So a word that comes late changes nothing.


def judge(posting, lot, word):
    """Whether this word is now the deciding one. The lot is locked: words of two calls follow each other."""
    env.cr.execute('SELECT id FROM stock_lot WHERE id = %s FOR NO KEY UPDATE', [lot.id])
    decides = is_latest(posting, lot, word)
    if decides:
        if word == 'released' and lot.x_plant_gateway_verdict in HOLDING:
            FOUND[('overrode', posting['event'])] = lot.x_plant_gateway_verdict
        lot.write({'x_plant_gateway_verdict': word, 'x_plant_gateway_verdict_at': posting['said'],
                   'x_plant_gateway_verdict_event': posting['event']})
    return decides


def is_latest(posting, lot, word):
    before, at = lot.x_plant_gateway_verdict, lot.x_plant_gateway_verdict_at
    if not before or posting['said'] > at:
        return True
    return posting['said'] == at and (word in HOLDING or before not in HOLDING)


def lot_named(posting, keys):
    """The lot that a word is about."""
    payload = only_keys(posting['payload'], keys, '/data')
    product = stocked_item(posting['warehouse'], payload)
    number = text_at(payload, 'lot', '/data/lot')
    if product.tracking == 'none':
        refuse('item-not-tracked', '/data/lot', f'{product.default_code} is not tracked by lots in Odoo')
    lot = used_lot(product, number, '/data/lot')
    # The verdict is the lot's, wherever it lies: a plant that never had it has no say.
    view = posting['warehouse'].view_location_id.id
    if not lot.env['stock.move.line'].search_count(
            [('product_id', '=', product.id), ('lot_id', '=', lot.id), ('state', '=', 'done'),
             '|', ('location_id', 'child_of', view), ('location_dest_id', 'child_of', view)], limit=1):
        refuse('unknown-lot', '/data/lot', f'lot {number} of {product.default_code} was never in warehouse '
                                           f"{posting['warehouse'].code}")
    return payload, product, lot


def write_down(document, posting, words, payload, late=False):
    """In the history of the document, where people look for it."""
    person = optional_text_at(payload, 'person', '/data')
    said = posting['said'].strftime('%Y-%m-%d %H:%M:%S')
    line = f'{words} at {said} UTC'
    if person:
        line += f' by {person}'
    if late:
        line += '. A later word of quality stands.'
    document.message_post(body=line)
