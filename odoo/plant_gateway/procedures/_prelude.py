# The body of the server action "Plant Gateway: post". All files of this folder become one: this one first, then
# the other helpers (_*.py), then a file per event, and _main.py last.
#
# It runs in Odoo's safe_eval, which refuses imports, `with`, classes, assignment to attributes and closures: no lambda,
# comprehension or generator may use a local variable of the function around it, so loops are written out. All rules
# are checked by `npm run check`; scripts/python/safe-eval.ts lists them with what to write instead.
#
# It runs with the rights of the caller. Only idempotency records, lot claims, verdicts and the marks of hold places are
# written past access rights, in SQL, and a work centre's cost per hour (machine_rate_reported.py).

VERSION = '@VERSION@'

# Operation -> procedure. Each event file registers its own.
PROCEDURES = {}

# Question -> procedure(warehouse, about) that answers it. Each file of a question registers its own.
QUESTIONS = {}

# Operation -> (prepare, complete, finish), for those that Odoo does faster for many than for each.
TOGETHER = {}

# Operation -> fold(postings), for events of one ordering key that one write can book: documents in order.
FOLDED = {}

# Records that were looked up in this call. Master data only, so that they stay true after a rollback to a savepoint.
FOUND = {}

# Field of a productivity row: where the gateway has this time from.
KIND = 'x_plant_gateway_kind'

# Verdicts that hold a lot.
HOLDING = ('fail', 'held')
# Verdicts that release it.
LETTING = ('pass', 'released')

MOMENT = '%Y-%m-%d %H:%M:%S'


def refuse(code, pointer, message):
    """Refuses the event that is being booked; _main makes a result row of it. UserError is the only exception that may
    be raised here, and takes any value as its message."""
    raise UserError((code, pointer, message))


def shown(value):
    """A quantity for people, without needless decimals."""
    return f'{value:.6f}'.rstrip('0').rstrip('.')
