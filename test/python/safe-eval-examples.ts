import type { Rule } from '../../scripts/python/safe-eval.ts';

export interface Example {
  rule: Rule;
  title: string;
  code: string;
  /** which Pythons Odoo's safe_eval refuses it on; on none of them, the rule is our own */
  on: 'all' | '3.10 and 3.11' | '3.10' | '3.13' | 'none';
}

/** One or more examples for each rule. A real Odoo compiles them as well: test/odoo/python.test.ts. */
export const refused: readonly Example[] = [
  {
    rule: 'annotation',
    title: 'the type of a variable of the file',
    code: 'RATE: int = 1\nprint_rate = RATE',
    on: 'all',
  },
  { rule: 'assert', title: 'an assertion', code: 'assert env', on: 'all' },
  { rule: 'async', title: 'await', code: 'async def wait():\n    await env', on: 'all' },
  {
    rule: 'attribute-assignment',
    title: 'assignment to a field',
    code: "record.name = 'A'",
    on: 'all',
  },
  {
    rule: 'attribute-assignment',
    title: 'assignment to a field among others',
    code: 'count, record.name = env',
    on: 'all',
  },
  { rule: 'attribute-assignment', title: 'adding to a field', code: 'record.color += 1', on: 'all' },
  {
    rule: 'attribute-assignment',
    title: 'a loop over a field',
    code: 'for record.color in env:\n    pass',
    on: 'all',
  },
  { rule: 'class', title: 'a class', code: 'class Lot:\n    pass', on: 'all' },
  {
    rule: 'closure',
    title: 'a lambda that uses a parameter of the function around it',
    code: 'def sort(lots, field):\n    return lots.sorted(lambda lot: lot[field])',
    on: 'all',
  },
  {
    rule: 'closure',
    title: 'a generator that uses a local variable of the function around it',
    code: 'def total(lines):\n    rate = 2\n    return sum(line.quantity * rate for line in lines)',
    on: 'all',
  },
  {
    rule: 'closure',
    title: 'a nested function that uses a parameter of the function around it',
    code: 'def outer(lot):\n    def inner():\n        return lot\n    return inner()',
    on: 'all',
  },
  {
    rule: 'closure',
    title: 'a nested function that calls itself',
    code: 'def outer():\n    def inner(count):\n        return inner(count - 1)\n    return inner(3)',
    on: 'all',
  },
  {
    rule: 'closure',
    title: 'a comprehension that uses a parameter in its condition',
    code: 'def free(quants, lot):\n    return [quant for quant in quants if quant.lot_id == lot]',
    on: '3.10 and 3.11',
  },
  {
    rule: 'closure',
    title: 'a comprehension in a text',
    code: "def shown_names(lots, mark):\n    return f'{[mark + lot.name for lot in lots]}'",
    on: '3.10 and 3.11',
  },
  {
    rule: 'closure',
    title: 'an inner comprehension that uses the variable of the outer one',
    code: 'pairs = [[(lot, user) for user in env] for lot in env]',
    on: '3.10 and 3.11',
  },
  {
    rule: 'closure',
    title: 'a second loop over a parameter',
    code: 'def both(lots, lines):\n    return [lot for lot in lots for line in lines]',
    on: '3.10 and 3.11',
  },
  { rule: 'delete', title: 'deletion of a field', code: 'del record.name', on: 'all' },
  { rule: 'delete', title: 'deletion of an element', code: "del env['lot']", on: 'all' },
  {
    rule: 'double-underscore',
    title: 'an attribute of two underscores',
    code: 'kind = record.__class__',
    on: 'all',
  },
  {
    rule: 'double-underscore',
    title: 'a global name of two underscores',
    code: 'found__ = {}\nprint_found = found__',
    on: 'all',
  },
  {
    rule: 'double-underscore',
    title: 'an attribute of Python’s inner life',
    code: 'order = record.mro',
    on: 'all',
  },
  {
    rule: 'double-underscore',
    title: 'a parameter of two underscores',
    code: 'def same(lot__):\n    return lot__',
    on: 'none',
  },
  {
    rule: 'except-runs-on',
    title: 'an except clause with statements behind the try',
    code: 'def read(lot):\n    try:\n        env.find(lot)\n    except Exception:\n        env.miss(lot)\n    env.note(lot, 1)\n    return env.count(lot)',
    on: '3.13',
  },
  {
    rule: 'except-runs-on',
    title: 'an except clause with statements behind the try in a loop',
    code: 'for lot in env:\n    if lot:\n        try:\n            lot.find()\n        except Exception as error:\n            log(error)\n    lot.note()',
    on: '3.13',
  },
  {
    rule: 'except-runs-on',
    title: 'an except clause in a while loop',
    code: 'while env:\n    try:\n        env.next()\n    except Exception:\n        log(1)',
    on: '3.13',
  },
  {
    rule: 'except-runs-on',
    title: 'an except clause that goes on to finally',
    code: 'def read(lot):\n    try:\n        lot.find()\n    except Exception:\n        lot.miss()\n    finally:\n        lot.note()',
    on: '3.13',
  },
  {
    rule: 'except-star',
    title: 'except*',
    code: 'try:\n    log(1)\nexcept* Exception:\n    log(2)',
    on: 'all',
  },
  {
    rule: 'except-runs-on',
    title: 'an except clause at the end of a try that has an else',
    code: 'try:\n    try:\n        log(1)\n    except Exception:\n        log(2)\nexcept Exception:\n    log(3)\nelse:\n    log(4, 5)\n    log(6, 7)',
    on: '3.13',
  },
  { rule: 'global', title: 'global', code: 'def count():\n    global TOTAL\n    TOTAL = 1', on: 'all' },
  { rule: 'import', title: 'an import', code: 'import math', on: 'all' },
  { rule: 'import', title: 'an import of a name', code: 'from math import pi', on: 'all' },
  {
    rule: 'match',
    title: 'a pattern',
    code: 'match env:\n    case [lot]:\n        log(lot)',
    on: 'all',
  },
  { rule: 'matrix-product', title: 'the product of matrices', code: 'product = env @ model', on: '3.10' },
  { rule: 'star-target', title: 'the rest of a list', code: 'first, *rest = env', on: 'all' },
  { rule: 'star-tuple', title: 'a tuple of a tuple', code: 'keys = (*env, 1)', on: '3.10 and 3.11' },
  {
    rule: 'star-tuple',
    title: 'a call with a list after other arguments',
    code: 'log(1, *env)',
    on: '3.10 and 3.11',
  },
  {
    rule: 'type-parameter',
    title: 'a type parameter',
    code: 'def first[T](lots: T) -> T:\n    return lots',
    on: 'all',
  },
  { rule: 'unreadable', title: 'what is no Python', code: 'def (:', on: 'all' },
  {
    rule: 'walrus-in-comprehension',
    title: ':= within a comprehension',
    code: 'lots = [last := lot for lot in env]',
    on: 'all',
  },
  { rule: 'with', title: 'with', code: 'with env.cr.savepoint():\n    log(1)', on: 'all' },
  { rule: 'yield-from', title: 'yield from', code: 'def lots():\n    yield from env', on: 'all' },
];

/** What a reader may take for forbidden: safe_eval accepts it on all of Python 3.10 to 3.13. */
export const allowed: readonly [title: string, code: string][] = [
  ['a comprehension over its own variables', 'names = [lot.name for lot in env if lot.name]'],
  [
    'a comprehension whose first loop is over a local variable',
    'def names(lots):\n    return {lot.id: lot.name for lot in lots}',
  ],
  ['a generator over a local variable', 'def total(lines):\n    return sum(line.quantity for line in lines)'],
  [
    'a comprehension within the first loop of another',
    'def names(lots):\n    return [name for name in [lot.name for lot in lots]]',
  ],
  ['a second loop over the variable of the first', 'lines = [line for lot in env for line in lot.lines]'],
  ['a lambda of its own variables', "def sort(lots):\n    return lots.sorted(lambda lot: lot['name'])"],
  [
    'a nested function that gets what it needs by a default',
    'def outer(lot):\n    def inner(given=lot):\n        return given\n    return inner()',
  ],
  [
    'a comparison with None',
    'def given(lot):\n    if lot is None:\n        return 1\n    return lot is not None',
  ],
  ['deletion of a name', 'count = 1\ndel count'],
  ['assignment to an element', "values = {}\nvalues['a'] = 1\nvalues['a'] += 1"],
  ['an assignment of several names', '(first, second), third = env'],
  ['a name bound in a condition', 'def first(lots):\n    if lot := lots[:1]:\n        return lot'],
  ['a list with a list in it', 'lots = [*env, 1]'],
  ['a call with a list and named arguments', 'log(*env, level=1, **env)'],
  [
    'an except clause at the end of a function',
    'def read(lot):\n    try:\n        lot.find()\n    except Exception as error:\n        log(error)',
  ],
  [
    'an except clause at the end of a for loop',
    'for lot in env:\n    try:\n        lot.find()\n    except Exception as error:\n        log(error)',
  ],
  [
    'an except clause that ends in return',
    'def read(lot):\n    try:\n        lot.find()\n    except Exception:\n        return 1\n    lot.note(1, 2)\n    return lot.count(1)',
  ],
  [
    'an except clause before a return of a name',
    'def read(lot):\n    try:\n        lot.find()\n    except Exception:\n        log(1)\n    return lot',
  ],
  ['finally without an except clause', 'try:\n    log(1)\nfinally:\n    log(2)\nlog(3)'],
  ['a generator function', 'def lots():\n    for lot in env:\n        yield lot'],
  ['types of parameters', 'def count(lots: list) -> int:\n    return len(lots)'],
];
