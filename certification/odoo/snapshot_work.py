"""What is left of work on operations: times, expected minutes, rates, and journal entries of labour."""

WORK = """
    SELECT production.name, work.name, work.duration_expected::float, work.qty_reported_from_previous_wo::float,
           work.costs_hour::float, work.date_start, work.date_finished, work.state
      FROM mrp_workorder work JOIN mrp_production production ON production.id = work.production_id
     WHERE production.id IN %(orders)s
"""

TIMES = """
    SELECT production.name, work.name, kind.loss_type, time.date_start, time.date_end, time.duration::float
      FROM mrp_workcenter_productivity time
      JOIN mrp_workcenter_productivity_loss loss ON loss.id = time.loss_id
      JOIN mrp_workcenter_productivity_loss_type kind ON kind.id = loss.loss_id
      JOIN mrp_workorder work ON work.id = time.workorder_id
      JOIN mrp_production production ON production.id = work.production_id
     WHERE production.id IN %(orders)s
"""

CENTERS = 'SELECT code, costs_hour::float FROM mrp_workcenter WHERE code LIKE %(prefixed)s'

LABOUR = """
    SELECT entry.date, account.code_store->>company.id::text, sum(line.debit)::float, sum(line.credit)::float
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
      JOIN res_company company ON company.id = entry.company_id
     WHERE line.product_id IS NULL AND entry.ref LIKE %(prefixed)s
     GROUP BY entry.id, entry.date, account.id, company.id
"""


ORDERS = """
    SELECT name, date_start FROM mrp_production
     WHERE id IN %(orders)s AND EXISTS (SELECT FROM mrp_workorder work WHERE work.production_id = mrp_production.id)
"""


def work_lines(rows, plain, amount, when):
    """Lines of a snapshot; the arguments are the snapshot's own."""
    lines = []
    for order, operation, expected, earlier, rate, start, end, state in rows(WORK):
        lines.append(
            f'operation {plain(order)} {operation} {state}: ~{amount(expected)} minutes expected, '
            f'{amount(earlier)} made before, {amount(rate)} an hour'
        )
        lines.append(f'operation {plain(order)} {operation} {state} ends {when(end)}')
        lines.append(f'operation {plain(order)} {operation} starts {when(start)}')
    for order, operation, kind, start, end, minutes in rows(TIMES):
        began = 'minutes before' if when(end) == 'now' else when(start)
        lines.append(f'time {plain(order)} {operation} {kind}: {began} to {when(end)}, ~{amount(minutes)} minutes')
    for order, start in rows(ORDERS):
        lines.append(f'order {plain(order)} starts {when(start)}')
    for code, rate in rows(CENTERS):
        lines.append(f'work centre {plain(code)}: {amount(rate)} an hour')
    for date, account, debit, credit in rows(LABOUR):
        lines.append(f'labour entry {date} {account} debit ~{amount(debit)} credit ~{amount(credit)}')
    return lines
