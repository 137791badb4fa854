import type { StockRule } from '../../scripts/python/stock-changes.ts';

/** What dates moves, and how an event is booked: the module in short. */
export const MODULE = `
PROCEDURES = {}
TOGETHER = {}
FOLDED = {}
QUESTIONS = {}


def date_moves(posting, moves):
    moves.write({'date': posting['moment']})
    posting['moves'] = posting['moves'] | moves if posting['moves'] else moves


def date_transfers(posting, transfers):
    date_moves(posting, transfers.move_ids)


def stamp(order, posting):
    date_moves(posting, order.move_raw_ids | order.move_finished_ids)


def transfer(posting, picking):
    picking.with_context(skip_sms=True).button_validate()
    if picking.state != 'done':
        refuse('no')
    date_transfers(posting, picking)
    return picking


def move_stock(posting):
    return transfer(posting, posting['picking'])


PROCEDURES['stock.moved'] = move_stock


def payload_about_lot(posting):
    posting['word'] = True


def book_one(event):
    posting = {'event': event, 'moves': False, 'word': False}
    document = PROCEDURES[event['operation']](posting)
    ask_verdicts(posting)
    fill_idempotency_records([event['event']], [document])
`;

export interface Example {
  rule: StockRule;
  title: string;
  code: string;
}

const booking = (...lines: string[]): string =>
  `def book_many(postings, keys):\n${lines.map((line) => `    ${line}\n`).join('')}`;

/** One or more for each rule; each stands behind MODULE. */
export const refused: readonly Example[] = [
  {
    rule: 'moves-not-dated',
    title: 'a transfer that nothing dates',
    code: "def ship(posting):\n    posting['picking'].button_validate()\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a transfer that a helper completes and its procedure does not date',
    code: "def ship(posting):\n    press(posting['picking'])\n\n\ndef press(picking):\n    picking.button_validate()\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a helper that one of two procedures dates',
    code: "def ship(posting):\n    press(posting['picking'])\n    date_transfers(posting, posting['picking'])\n\n\ndef receive(posting):\n    press(posting['picking'])\n\n\ndef press(picking):\n    picking.button_validate()\n\n\nPROCEDURES['ship'] = ship\nPROCEDURES['receive'] = receive",
  },
  {
    rule: 'moves-not-dated',
    title: 'a transfer that is dated in one case only',
    code: "def ship(posting):\n    posting['picking'].button_validate()\n    if posting['late']:\n        date_transfers(posting, posting['picking'])\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a transfer that is dated before it is done',
    code: "def ship(posting):\n    date_transfers(posting, posting['picking'])\n    posting['picking'].button_validate()\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a return between a completion and its dating',
    code: "def ship(posting):\n    posting['picking'].button_validate()\n    if posting['late']:\n        return\n    date_transfers(posting, posting['picking'])\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a loop that skips the dating of some',
    code: "def ship(posting):\n    for picking in posting['pickings']:\n        picking.button_validate()\n        if picking.late:\n            continue\n        date_transfers(posting, picking)\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'scrap beside a transfer that is dated',
    code: "def waste(posting):\n    posting['scrap'].do_scrap()\n    transfer(posting, posting['picking'])\n\n\nPROCEDURES['waste'] = waste",
  },
  {
    rule: 'moves-not-dated',
    title: 'a transfer beside an order that is dated',
    code: "def report(posting):\n    posting['picking'].button_validate()\n    stamp(posting['order'], posting)\n\n\nPROCEDURES['report'] = report",
  },
  {
    rule: 'moves-not-dated',
    title: 'orders that are completed together and not finished',
    code: "def prepare(posting):\n    return posting\n\n\ndef complete(reports):\n    reports.button_mark_done()\n\n\ndef finish_one(report):\n    report.note()\n\n\nTOGETHER['report'] = (prepare, complete, finish_one)",
  },
  {
    rule: 'moves-not-dated',
    title: 'a completion by two functions that call each other',
    code: "def odd(posting, picking):\n    even(posting, picking)\n    picking.button_validate()\n\n\ndef even(posting, picking):\n    odd(posting, picking)\n\n\ndef ship(posting):\n    even(posting, posting['picking'])\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'transfers that a function has completed and returned, beside those that are dated',
    code: "def ship(posting, picking):\n    stored = press(picking)\n    date_transfers(posting, picking)\n    return stored\n\n\ndef press(picking):\n    following = picking.following()\n    following.button_validate()\n    return following\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'another transfer that is dated',
    code: "def ship(posting, picking, other):\n    picking.button_validate()\n    date_transfers(posting, other)\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-dated',
    title: 'a button that is handed on to be pressed',
    code: "def ship(posting):\n    press(posting['picking'].button_validate)\n\n\ndef press(button):\n    button()\n\n\nPROCEDURES['ship'] = ship",
  },
  {
    rule: 'moves-not-collected',
    title: 'moves of an event that are set elsewhere',
    code: "def forget(posting):\n    posting['moves'] = False",
  },
  {
    rule: 'outside-booking',
    title: 'a question that moves goods',
    code: "def ask_stock(posting):\n    return transfer(posting, posting['picking'])\n\n\nQUESTIONS['stock'] = ask_stock",
  },
  {
    rule: 'outside-booking',
    title: 'goods that are moved beside the bookings of a call',
    code: 'def answer(request):\n    book_one(request)\n    transfer(request, request)\n\n\naction = answer(env)',
  },
  {
    rule: 'outside-booking',
    title: 'a function that nobody calls',
    code: 'def ship(posting, picking):\n    transfer(posting, picking)',
  },
  {
    rule: 'verdicts-not-asked',
    title: 'a fold that asks nothing',
    code: booking('documents = FOLDED[keys[0]](postings)', 'fill_idempotency_records(keys, documents)'),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'a record that is written first',
    code: booking(
      'for posting in postings:',
      '    fill_idempotency_records(keys, [])',
      '    ask_verdicts(posting)',
    ),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'verdicts that are asked in one case only',
    code: booking('if keys:', '    ask_verdicts(postings[0])', 'fill_idempotency_records(keys, [])'),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'a loop that skips the verdicts of some',
    code: booking(
      ...[
        'for posting in postings:',
        "    if posting['late']:",
        '        continue',
        '    ask_verdicts(posting)',
      ],
      'fill_idempotency_records(keys, [])',
    ),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'verdicts that are asked before the procedure',
    code: booking(
      ...['ask_verdicts(postings[0])', 'documents = FOLDED[keys[0]](postings)'],
      'fill_idempotency_records(keys, documents)',
    ),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'a procedure out of a variable, and no verdicts',
    code: booking(
      "prepare, complete, finish_one = TOGETHER['report']",
      'complete(prepare(postings))',
      'finish_one(keys)',
    ),
  },
  {
    rule: 'verdicts-not-asked',
    title: 'goods that are moved after the verdicts',
    code: booking(
      ...['ask_verdicts(postings[0])', 'transfer(postings[0], keys)'],
      'fill_idempotency_records(keys, [])',
    ),
  },
  {
    rule: 'word-elsewhere',
    title: 'another event that is excused',
    code: "def excuse(posting):\n    posting['word'] = True",
  },
  {
    rule: 'word-elsewhere',
    title: 'a posting that begins excused',
    code: "def begin_posting(event):\n    return {'event': event, 'word': bool(event)}",
  },
  {
    rule: 'word-elsewhere',
    title: 'a copy of a posting that is excused',
    code: 'def excused(posting):\n    return dict(posting, word=True)',
  },
  {
    rule: 'stock-without-move',
    title: 'a quantity that is added in place',
    code: "def add(product, place):\n    product.env['stock.quant']._update_available_quantity(product, place, 1)",
  },
  {
    rule: 'sql-on-stock',
    title: 'a quantity that SQL writes',
    code: "def add(lot):\n    env.cr.execute('UPDATE stock_quant SET quantity = 1 WHERE lot_id = %s', [lot.id])",
  },
  {
    rule: 'sql-on-stock',
    title: 'a statement that is put together elsewhere',
    code: 'DROP = f"""\n    WITH gone AS (delete from only "stock_move_line" WHERE {1} RETURNING id)\n    SELECT id FROM gone\n"""',
  },
  {
    rule: 'sql-on-stock',
    title: 'a statement in two texts',
    code: "def add():\n    env.cr.execute('INSERT INTO '\n                   'public.mrp_production (name) VALUES (1)')",
  },
  {
    rule: 'sql-on-stock',
    title: 'another table in a function that may write one',
    code: "def touch_lots(lots):\n    env.cr.execute('UPDATE stock_quant SET write_date = write_date')",
  },
  {
    rule: 'sql-table-unknown',
    title: 'a table out of a variable',
    code: "def add(table):\n    env.cr.execute(f'UPDATE {table} SET quantity = 1')",
  },
  {
    rule: 'sql-table-unknown',
    title: 'a table that is added to the text',
    code: "def drop(table):\n    env.cr.execute('DELETE FROM ' + table)",
  },
  {
    rule: 'quant-write',
    title: 'a quant by its model',
    code: "def add(product):\n    product.env['stock.quant'].create({'product_id': product.id})",
  },
  {
    rule: 'quant-write',
    title: 'a quant by a variable of a variable',
    code: "def move_all(product, place):\n    Quant = product.env['stock.quant'].sudo()\n    for there in Quant.search([]):\n        there[:1].write({'location_id': place.id})",
  },
  {
    rule: 'quant-write',
    title: 'quants that another function finds',
    code: "def lying(product):\n    return product.env['stock.quant'].search([])\n\n\ndef drop(product):\n    lying(product).filtered('lot_id').unlink()",
  },
  {
    rule: 'quant-write',
    title: 'a quant by the name of a parameter',
    code: "def mark(quant):\n    quant.write({'user_id': 1})",
  },
  {
    rule: 'quantity-write',
    title: 'what is reserved',
    code: "def free(records):\n    records.write({'reserved_quantity': 0})",
  },
  {
    rule: 'quantity-write',
    title: 'a count that applies itself when it is written',
    code: "def count(records, values):\n    values['inventory_quantity_auto_apply'] = 1\n    records.write(values)",
  },
  {
    rule: 'state-write',
    title: 'moves that are said to be done',
    code: "def end(moves):\n    moves.write({'state': 'done'})",
  },
  {
    rule: 'state-write',
    title: 'a transfer that is said to be done, in a dict of its own',
    code: "def end(picking, values):\n    values.update(state='done')\n    picking.write(values)",
  },
];

export const allowed: readonly [title: string, code: string][] = [
  [
    'a helper that each of its callers dates',
    "def ship(posting):\n    press(posting['picking'])\n    for picking in posting['pickings']:\n        date_transfers(posting, picking)\n\n\ndef press(picking):\n    picking.button_validate()\n\n\nPROCEDURES['ship'] = ship",
  ],
  [
    'a dating by a function that does more',
    "def ship(posting):\n    posting['picking'].button_validate()\n    close(posting)\n\n\ndef close(posting):\n    posting['picking'].note()\n    date_transfers(posting, posting['picking'])\n\n\nPROCEDURES['ship'] = ship",
  ],
  [
    'orders that are completed together, each finished by itself',
    "def prepare(posting):\n    return posting\n\n\ndef complete(reports):\n    reports.button_mark_done()\n\n\ndef finish_one(report):\n    stamp(report, report)\n\n\nTOGETHER['report'] = (prepare, complete, finish_one)",
  ],
  [
    'a fold that asks the verdicts of each',
    booking(
      ...['documents = FOLDED[keys[0]](postings)', 'for posting in postings:', '    ask_verdicts(posting)'],
      'fill_idempotency_records(keys, documents)',
    ),
  ],
  [
    'SQL that reads and locks stock, or writes other tables',
    "def lock(lots):\n    env.cr.execute('SELECT id FROM stock_lot WHERE id IN %s FOR NO KEY UPDATE', [lots._ids])\n    env.cr.execute('SELECT id FROM stock_lot FOR UPDATE OF stock_lot')\n    env.cr.execute('INSERT INTO ir_model_data (name) VALUES (1) ON CONFLICT (name) DO UPDATE SET name = 2')",
  ],
  [
    'quants that are read, and what lies in them that is written',
    "def mark(product):\n    for quant in product.env['stock.quant'].search([('quantity', '>', 0)]):\n        quant.lot_id.write({'note': quant.quantity})\n    for lot, quantity in product.env['stock.quant']._read_group([], ['lot_id'], ['quantity:sum']):\n        lot.write({'note': quantity})",
  ],
  ['the quantity of a move that is open', "def take(move):\n    move.write({'quantity': 1, 'picked': True})"],
];
