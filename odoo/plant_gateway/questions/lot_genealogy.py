# lot.genealogy: what a lot was made from (up), or what was made from it (down), through all orders and warehouses of
# the company; and the orders that made these lots, whole. Seven SQL statements, however deep.


def genealogy_of(warehouse, about):
    only_keys(about, ('lot', 'item', 'direction', 'most'), '')
    direction = about.get('direction')
    if direction not in ('up', 'down'):
        malformed('/direction', 'direction must be up or down')
    root = traced_root(warehouse, about)
    lots, more_lots = lots_reached(warehouse, root, direction, most_at(about))
    links, more_links = links_of(warehouse, lots)
    documents, more_documents = documents_of(warehouse, lots)
    # An order names several lots: with 10,000 amounts for 5,000 lots, few answers leave orders out.
    answered = {
        'root': root,
        'lots': lots_described(warehouse, lots, documents),
        'links': links,
        'production': production_of(warehouse, lots, most_at(about) * 2),
        'truncated': more_lots or more_links or more_documents,
    }
    answered.update(warehouses_told(warehouse))
    return answered


QUESTIONS['lot.genealogy'] = genealogy_of
