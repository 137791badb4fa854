import { describe, expect, test } from 'vitest';
import { rules, safeEvalOffences } from '../../scripts/python/safe-eval.ts';
import { allowed, refused } from './safe-eval-examples.ts';

/** Rules about how the names of an action go together; examples of the others are not whole actions. */
const ofNames = ['named-twice', 'shadowing', 'too-early', 'unknown', 'unused'];

const offencesOf = (...texts: string[]) =>
  safeEvalOffences(texts.map((text, index) => ({ path: `${index}.py`, text })));
const rulesBroken = (...texts: string[]) => [...new Set(offencesOf(...texts).map(({ rule }) => rule))];

describe('of what safe_eval refuses', () => {
  test.each(refused)('$title breaks the rule $rule', ({ code, rule }) => {
    expect(rulesBroken(code)).toContain(rule);
  });

  test.each(allowed)('%s breaks no rule', (_, code) => {
    expect(rulesBroken(code).filter((rule) => !ofNames.includes(rule))).toEqual([]);
  });

  test('an offence names its place and what to write instead', () => {
    const [offence] = offencesOf(
      'VALUE = 1\n',
      'def f(a):\n    return lambda: a + VALUE\n\n\naction = f(1)\n',
    );
    expect(offence).toMatchObject({ file: { path: '1.py' }, at: 29, rule: 'closure' });
    expect(offence?.message).toContain('a local variable of f');
    expect(offence?.remedy).toContain('write the loop out');
  });
});

describe('of the names of an action', () => {
  const broken: [title: string, rule: string, ...texts: string[]][] = [
    ['a name that no file defines', 'unknown', 'action = lot_of(1)'],
    ['a function of Python that Odoo does not offer', 'unknown', "action = getattr(env, 'cr')"],
    [
      'an exception that Odoo does not offer',
      'unknown',
      'try:\n    pass\nexcept ValueError:\n    action = 1',
    ],
    ['a name that is defined in two files', 'named-twice', 'def f():\n    return 1', 'f = 2\naction = f'],
    ['a constant that is set again', 'named-twice', 'A = 1\nA = 2\naction = A'],
    [
      'a parameter called like a function of the action',
      'shadowing',
      'def lot():\n    return 1',
      'def f(lot):\n    return lot\n\n\naction = f(lot())',
    ],
    [
      'a local variable called like a constant of the action',
      'shadowing',
      'A = 1\n\n\ndef f():\n    A = 2\n    return A\n\n\naction = f() + A',
    ],
    ['a function that nothing calls', 'unused', 'def f():\n    return 1'],
    ['a name that is read before the file that defines it', 'too-early', 'B = A', 'A = 1\naction = B'],
  ];
  test.each(broken)('%s breaks the rule %s', (_, rule, ...texts) => {
    expect(rulesBroken(...texts)).toEqual([rule]);
  });

  test('functions may use what comes in later files, and what Odoo offers', () => {
    const first = 'def f(lots):\n    return g(lots, Command.set(lots.ids), datetime.datetime.now())';
    const second =
      'def g(lots, command, *others, key=LIMIT, **more):\n    return [lots, command, others, key, more]';
    expect(rulesBroken('LIMIT = 1', first, second, 'action = f(env.user)')).toEqual([]);
  });

  test('names of parameters in a call are not names of the action', () => {
    expect(rulesBroken('def f(lot):\n    return lot', 'action = f(lot=env)')).toEqual([]);
  });
});

test('every rule has an example', () => {
  const shown = new Set<string>([...refused.map(({ rule }) => rule), ...ofNames]);
  expect(rules.filter((rule) => !shown.has(rule))).toEqual([]);
});
