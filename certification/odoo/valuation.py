"""Valuation equals money in minus money out at every date: the values of an item's moves up to a date are its value at
that date, and the entries of its moves are on the stock account by then."""

from collections import defaultdict
from datetime import datetime, time

MOVES = """
    SELECT move.id, move.product_id, move.date::date, coalesce(move.value, 0)::float, move.is_in, move.is_out
      FROM stock_move move
     WHERE move.product_id IN %(products)s AND move.state = 'done' AND (move.is_in OR move.is_out)
"""

BALANCES = """
    SELECT line.product_id, entry.date, sum(line.balance)::float
      FROM account_move_line line
      JOIN account_move entry ON entry.id = line.move_id
     WHERE line.product_id IN %(products)s AND line.account_id IN %(accounts)s AND entry.state = 'posted'
       AND entry.journal_id IN %(journals)s
     GROUP BY line.product_id, entry.date
"""


def faults(env, products):
    """Lines about dates at which this does not hold. Items at standard cost are not compared: their value is cost times
    quantity, whatever was paid."""
    real = products.filtered(lambda each: each.cost_method in ('average', 'fifo') and not each.lot_valuated)
    if not real:
        return []
    env.cr.execute(MOVES, {'products': real._ids})
    moves = defaultdict(list)
    for row in env.cr.fetchall():
        moves[row[1]].append(row)
    booked = balances(env, real)
    lines = []
    for product in real:
        for day in sorted({row[2] for row in moves[product.id]}):
            then = [row for row in moves[product.id] if row[2] <= day]
            paid = sum(value if goes_in else -value for _, _, _, value, goes_in, _ in then)
            worth = product.with_context(to_date=datetime.combine(day, time.max)).total_value
            if abs(paid - worth) > 0.05:
                lines.append(f'valuation {product.default_code} on {day}: moves ~{paid:.2f} item ~{worth:.2f}')
            if product.valuation == 'real_time':
                lines += unbooked(env, product, day, then, booked[product.id])
    return lines


def balances(env, products):
    accounts = {product._get_product_accounts()['stock_valuation'].id for product in products}
    journals = env['account.journal'].search([('type', '=', 'general')])
    env.cr.execute(BALANCES, {'products': products._ids, 'accounts': tuple(accounts), 'journals': journals._ids})
    booked = defaultdict(list)
    for product, day, balance in env.cr.fetchall():
        booked[product].append((day, balance))
    return booked


def unbooked(env, product, day, rows, booked):
    due = 0
    for move, _, _, value, goes_in, _ in rows:
        if env['stock.move'].browse(move)._should_create_account_move():
            due += value if goes_in else -value
    there = sum(balance for when, balance in booked if when <= day)
    if abs(due - there) > 0.05:
        return [f'stock account of {product.default_code} on {day}: moves ~{due:.2f} entries ~{there:.2f}']
    return []


def valued_place(env, usage, code):
    """A place of this usage whose goods are on the account with this code. Cases share it."""
    name = f'Valued {usage}'
    places = env['stock.location']
    found = places.search([('name', '=', name), ('company_id', '=', env.company.id)], limit=1)
    account = env['account.account'].search([('code', '=', code)], limit=1) or env['account.account'].search(
        [('account_type', '=', 'expense'), ('company_ids', 'in', env.company.ids)], limit=1
    )
    return found or places.create(
        {'name': name, 'usage': usage, 'company_id': env.company.id, 'valuation_account_id': account.id}
    )


def value_places(products):
    """Perpetual valuation makes entries for moves from and to places that have an account."""
    env = products.env
    for product in products.filtered(lambda each: each.valuation == 'real_time'):
        product.property_stock_production = valued_place(env, 'production', '110400')
        product.property_stock_inventory = valued_place(env, 'inventory', '500000')


def lock(env, **dates):
    """Closes the company's books. Cases share it, so the dates are long ago and always the same."""
    for kind, date in dates.items():
        env.company[f'{kind}_lock_date'] = date
