# Doubles of Odoo Enterprise's quality models, as far as the procedures touch them; reads procedures from the file named
# first, and prints what they did to the models as JSON.
import json
import sys


class Command:
    @staticmethod
    def set(ids):
        return (6, 0, ids)


class Model:
    def __init__(self, fields, log, open_checks=1):
        self._fields = dict.fromkeys(fields)
        self.log = log
        self.open_checks = open_checks

    def search(self, domain):
        self.log.append(['search', [list(term) for term in domain]])
        return Checks(self.log) if self.open_checks else []

    def create(self, values):
        self.log.append(['create', values])


class Checks:
    def __init__(self, log):
        self.log = log

    def do_pass(self):
        self.log.append(['do_pass'])

    def do_fail(self):
        self.log.append(['do_fail'])


class Template:
    id = 70


class Product:
    id = 7
    product_tmpl_id = Template()


class Lot:
    _name = 'stock.lot'
    id = 5
    ids = (5,)
    product_id = Product()

    def __init__(self, env):
        self.env = env

    def __bool__(self):
        return True


class Order:
    _name = 'mrp.production'
    product_id = Product()

    def __init__(self, env):
        self.env = env


def run(models, steps):
    log = []
    env = {name: Model(fields, log) for name, fields in models.items()}
    env.setdefault('stock.lot', ())
    scope = {'env': env, 'Command': Command}
    with open(sys.argv[1]) as procedures:
        exec(compile(procedures.read(), 'procedures', 'exec'), scope)
    steps(scope, Lot(env), Order(env))
    return log


def words(scope, lot, order):
    scope['answer_quality_checks'](lot, 'pass')
    scope['answer_quality_checks'](lot, 'fail')
    scope['alert_enterprise'](lot, 'Odd', 'Very odd')
    scope['alert_enterprise'](order, 'Odd', '')


ALERT = ['title', 'description', 'product_id', 'product_tmpl_id']
print(
    json.dumps(
        {
            'community': run({}, words),
            'one lot': run({'quality.check': ['lot_id', 'quality_state'], 'quality.alert': [*ALERT, 'lot_id']}, words),
            'many lots': run(
                {'quality.check': ['lot_ids', 'quality_state'], 'quality.alert': [*ALERT, 'lot_ids']}, words
            ),
        }
    )
)
